// Changing what one has written: the text in place of the message, and the question before it is deleted.

import { el } from "./dom.js";
import { ask } from "./question.js";

/** What is being typed, by message: the message may be drawn anew meanwhile. @type {Map<string, string>} */
const drafts = new Map();

/**
 * @param {{ts: string, text: string, onSave: (text: string) => void, onCancel: () => void}} options text: as it was typed
 * @returns {HTMLElement}
 */
export const editorElement = ({ ts, text, onSave, onCancel }) => {
  const fresh = !drafts.has(ts);
  const input = /** @type {HTMLTextAreaElement} */ (
    el("textarea", { rows: 1, "aria-label": "Edit message", "data-action": "edit-text", spellcheck: "true" }));
  input.value = drafts.get(ts) ?? text;
  drafts.set(ts, input.value);
  const end = (then) => {
    const { value } = input;
    drafts.delete(ts);
    then(value);
  };
  const grow = () => {
    input.style.height = "auto";
    input.style.height = `${input.scrollHeight}px`;
  };
  const save = () => (input.value.trim() ? end(onSave) : undefined);
  input.addEventListener("input", () => {
    drafts.set(ts, input.value);
    grow();
  });
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "Escape") {
      // The same key closes the thread, which is not meant here.
      event.stopPropagation();
      end(onCancel);
    }
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    save();
  });
  requestAnimationFrame(() => {
    grow();
    if (!fresh) return;
    input.focus();
    input.setSelectionRange(input.value.length, input.value.length);
  });
  return el("div", { class: "editor" }, input, el("div", { class: "editor-tools" },
    el("button", { type: "button", class: "block-button", onclick: () => end(onCancel) }, "Cancel"),
    el("button", { type: "button", class: "block-button primary", onclick: save }, "Save")));
};

/** @param {string} title as it is @returns {Promise<string>} as it shall be; empty where nothing is to change */
export const askForTitle = (title) => new Promise((resolve) => {
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "text", maxlength: 200, "aria-labelledby": "question-title" }));
  input.value = title;
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "question", "aria-labelledby": "question-title" },
    el("h2", { id: "question-title" }, "Rename this conversation"),
    el("form", { method: "dialog" }, el("div", { class: "field" }, input), el("div", { class: "editor-tools" },
      el("button", { type: "button", class: "block-button", onclick: () => dialog.close() }, "Cancel"),
      el("button", { class: "block-button primary", value: "rename" }, "Rename")))));
  dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "rename" && input.value.trim() !== title ? input.value.trim() : "");
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
  input.select();
});

/** @returns {Promise<boolean>} whether the person means it */
export const askToDelete = () => ask({ title: "Delete this message?", text: "It is gone for everybody.", yes: "Delete", no: "Cancel" });
