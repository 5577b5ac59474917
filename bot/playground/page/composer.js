// Where one writes: text, files by button, drop or paste, commands, and drafts kept per place; what is sent goes out as mrkdwn.

import { act, postMessage, uploadFile } from "./api.js";
import { el, icon } from "./dom.js";
import { chipContent } from "./files.js";
import { menu } from "./menu.js";
import { encode } from "./mrkdwn.js";
import { suggestionList } from "./suggestions.js";

const CLIP = "m15.500 9-6 6a3.400 3.400 0 0 1-5-5l6.500-6.300a2.300 2.300 0 0 1 3.300 3.300l-6.200 6a1.100 1.100 0 0 1-1.700-1.700l5.300-5.100";
const SEND = "M3.500 4 17 10 3.500 16l1.500-6zM5 10h6";
const BOLT = "M11 2.500 4.500 11.500H9.500L9 17.500 15.500 8.500H10.500z";
const CROSS = "m5.500 5.500 9 9M14.500 5.500l-9 9";
const COMMAND = /^\/\S/;

/**
 * @typedef {{file: File, uploaded: Promise<{id: string} | null>, state: "uploading" | "ready" | "failed"}} Attachment
 * @typedef {{text: string, attachments: Attachment[]}} Draft
 * @typedef {{channel: string, thread: string | null}} Place
 */

/**
 * @param {{label: string, sources: import("./suggestions.js").Source[], commands: () => {name: string, usage_hint: string}[],
 *          names: () => [{id: string, name: string}[], {id: string, name: string}[]],
 *          shortcuts: () => {callback_id: string, name: string}[], useShortcut: (id: string) => Promise<unknown>,
 *          onSent: (place: Place, ts: string) => void}} options sources: what is offered while one types; names: people and
 *   channels that can be mentioned; shortcuts: those that belong to no message
 */
export const createComposer = ({ label, sources, commands, names, shortcuts, useShortcut, onSent }) => {
  /** @type {Map<string, Draft>} */
  const drafts = new Map();
  /** @type {Place} */
  let place = { channel: "", thread: null };
  let sending = false;

  const input = /** @type {HTMLTextAreaElement} */ (el("textarea", { rows: 1, "aria-label": label, spellcheck: "true" }));
  const suggestions = suggestionList(input, sources);
  const chips = el("ul", { class: "attachments", "aria-label": "Files to send" });
  const problem = el("p", { class: "problem", role: "alert" });
  const picker = /** @type {HTMLInputElement} */ (el("input", { type: "file", multiple: true, hidden: true, tabindex: -1 }));
  const send = /** @type {HTMLButtonElement} */ (
    el("button", { type: "submit", class: "send", "aria-label": "Send", title: "Send (Enter)" }, icon(SEND)));
  const hint = el("span", { class: "hint" });
  const keys = [el("kbd", {}, "Enter"), " sends, ", el("kbd", {}, "Shift+Enter"), " starts a line"];
  const form = el("form", { class: "composer" }, suggestions.element, chips, input,
    el("div", { class: "composer-tools" },
      el("button", { type: "button", class: "icon-button", "aria-label": "Attach files", title: "Attach files",
        onclick: () => picker.click() }, icon(CLIP)),
      menu(el("button", { type: "button", class: "icon-button", "aria-label": "Shortcuts", title: "Shortcuts" }, icon(BOLT)),
        () => shortcuts().map(({ callback_id, name }) => ({ label: name, choose: () => void use(callback_id) }))),
      picker, hint, send));
  const element = el("div", { class: "composer-area" }, problem, form);

  const key = ({ channel, thread }) => `${channel}:${thread ?? ""}`;

  /** @returns {Draft} */
  const draft = () => {
    const found = drafts.get(key(place)) ?? { text: "", attachments: [] };
    drafts.set(key(place), found);
    return found;
  };

  const draw = () => {
    input.readOnly = sending;
    input.style.height = "auto";
    // A pane that is not shown has no heights to measure.
    if (input.scrollHeight > 0) input.style.height = `${input.scrollHeight}px`;
    send.disabled = sending || (input.value.trim() === "" && draft().attachments.length === 0);
    const command = commands().find(({ name }) => input.value === name || input.value.startsWith(`${name} `));
    hint.replaceChildren(...(command ? [el("kbd", {}, command.name), ` ${command.usage_hint}`] : keys));
    chips.hidden = draft().attachments.length === 0;
    chips.replaceChildren(...draft().attachments.map((attachment) =>
      el("li", { class: `chip ${attachment.state}` },
        ...chipContent(attachment.file, { uploading: "uploading…", failed: "upload failed", ready: undefined }[attachment.state]),
        el("button", { type: "button", class: "icon-button", "aria-label": `Remove ${attachment.file.name}`,
          onclick: () => remove(attachment) }, icon(CROSS)))));
  };

  const remove = (attachment) => {
    draft().attachments = draft().attachments.filter((other) => other !== attachment);
    draw();
    input.focus();
  };

  /** @param {Iterable<File>} files */
  const add = (files) => {
    for (const file of files) {
      /** @type {Attachment} */
      const attachment = { file, state: "uploading", uploaded: Promise.resolve(null) };
      const settle = (state, uploaded) => {
        attachment.state = state;
        draw();
        return uploaded;
      };
      attachment.uploaded = uploadFile(file).then((uploaded) => settle("ready", uploaded), () => settle("failed", null));
      draft().attachments.push(attachment);
    }
    draw();
    input.focus();
  };

  const post = async ({ channel, thread }, text, files) => {
    const message = { channel, ...(thread && { thread_ts: thread }), text: encode(text, ...names()), file_ids: files };
    return (await postMessage(message)).ts;
  };

  /** What a command says comes as a message of its own. */
  const run = async ({ channel, thread }, text, files) => {
    if (files.length > 0) throw new Error("a command takes no files; remove them, or put a space before the slash");
    await act("command", { channel, ts: thread ?? "", text });
  };

  const submit = async () => {
    if (send.disabled) return;
    const from = place;
    const { text } = draft();
    const attachments = [...draft().attachments];
    sending = true;
    problem.textContent = "";
    draw();
    try {
      const uploads = await Promise.all(attachments.map(({ uploaded }) => uploaded));
      if (uploads.includes(null)) throw new Error("a file could not be uploaded; remove it or attach it again");
      const ts = await (COMMAND.test(text) ? run : post)(from, text.trim(), uploads.flatMap((upload) => (upload ? [upload.id] : [])));
      // A file that was dropped meanwhile stays for the next message.
      const added = drafts.get(key(from))?.attachments.filter((other) => !attachments.includes(other)) ?? [];
      drafts.set(key(from), { text: "", attachments: added });
      if (key(place) === key(from)) input.value = "";
      if (ts) onSent(from, ts);
    } catch (error) {
      problem.textContent = `Not sent: ${error instanceof Error ? error.message : "unknown error"}.`;
    } finally {
      sending = false;
      draw();
    }
  };

  /** @param {string} shortcut */
  const use = async (shortcut) => {
    problem.textContent = "";
    try {
      await useShortcut(shortcut);
    } catch (error) {
      problem.textContent = `Not done: ${error instanceof Error ? error.message : "unknown error"}.`;
    }
  };

  /** @param {Place} next @param {string} placeholder */
  const setPlace = (next, placeholder) => {
    input.placeholder = placeholder;
    if (key(next) === key(place)) return;
    place = next;
    input.value = draft().text;
    problem.textContent = "";
    suggestions.close();
    draw();
  };

  input.addEventListener("input", () => {
    draft().text = input.value;
    problem.textContent = "";
    suggestions.onInput();
    draw();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing || suggestions.onKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    void submit();
  });
  input.addEventListener("blur", suggestions.close);
  input.addEventListener("paste", (event) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    add(files);
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void submit();
  });
  picker.addEventListener("change", () => {
    add([...(picker.files ?? [])]);
    picker.value = "";
  });
  draw();

  return {
    element,
    add,
    setPlace,
    focus: () => input.focus(),
    pick: () => picker.click(),
    /** @param {string} text */
    write: (text) => {
      input.value = text;
      draft().text = text;
      draw();
      input.focus();
      suggestions.onInput();
    },
    isEmpty: () => input.value === "" && draft().attachments.length === 0,
  };
};

/**
 * Lets files be dropped anywhere on a pane.
 *
 * @param {HTMLElement} pane
 * @param {{add: (files: Iterable<File>) => void}} composer
 * @param {() => string} where the name of the place, for the words shown meanwhile
 */
export const acceptDrops = (pane, composer, where) => {
  const veil = el("div", { class: "veil", "aria-hidden": "true", hidden: true });
  pane.append(veil);
  const holdsFiles = (/** @type {DragEvent} */ event) => event.dataTransfer?.types.includes("Files");
  pane.addEventListener("dragover", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    veil.textContent = `Drop to share in ${where()}`;
    veil.hidden = false;
  });
  pane.addEventListener("dragleave", (event) => {
    if (!pane.contains(/** @type {Node | null} */ (event.relatedTarget))) veil.hidden = true;
  });
  pane.addEventListener("drop", (event) => {
    veil.hidden = true;
    if (!holdsFiles(event)) return;
    event.preventDefault();
    composer.add([...(event.dataTransfer?.files ?? [])]);
  });
};
