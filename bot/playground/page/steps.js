// Workflow steps: each can be run with inputs of one's own, as a workflow would run it, and shows what it gave.

import { runStep, uploadFile } from "./api.js";
import { el, icon, reconcile } from "./dom.js";
import { createField } from "./fields.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Step} Step */
/** @typedef {import("./state.js").Parameter} Parameter */

const CROSS = "m5 5 10 10M15 5 5 15";
const GEAR = "M5 3.500h10v4H5zM5 12.500h10v4H5zM10 7.500v5";
const NO_NAMES = { user: String, channel: String };

/**
 * @param {HTMLElement} list where the steps are offered
 * @returns {{draw: (state: State) => void}}
 */
export const createSteps = (list) => {
  /** On the page for as long as it is open. @type {HTMLDialogElement | null} */
  let dialog = null;
  const outcome = el("div", { class: "step-run", role: "status", hidden: true });
  /** @type {Step | null} */
  let step = null;
  let runId = "";
  /** The newest state. @type {State | null} */
  let known = null;

  const close = () => dialog?.close();

  /** @param {State} state @param {Step} chosen */
  const open = (state, chosen) => {
    step = chosen;
    runId = "";
    outcome.hidden = true;
    const fields = chosen.inputs.map((input, i) => createField(block(input, state), i, NO_NAMES));
    const problem = el("p", { class: "modal-problem", role: "alert" });
    const send = async (event) => {
      event.preventDefault();
      problem.textContent = "";
      const inputs = Object.fromEntries(fields.map(({ blockId, read }) => [blockId, String(read()).trim()]));
      try {
        ({ run: runId } = await runStep(chosen.callback_id, inputs));
        // It may have ended by now.
        if (known) drawOutcome(known);
      } catch (error) {
        problem.textContent = error instanceof Error ? error.message : "unknown error";
      }
    };
    chosen.inputs.forEach(({ type }, i) => {
      if (type === "slack#/types/rich_text") fields[i].element.append(uploader(fields[i], problem));
    });
    const form = el("form", { class: "modal-form", novalidate: true, onsubmit: send },
      el("header", { class: "modal-header" },
        el("img", { src: "/static/icon.svg", alt: "", width: 24, height: 24 }),
        el("h2", { id: "step-title" }, chosen.title),
        el("button", { type: "button", class: "icon-button", "aria-label": "Close", title: "Close (Esc)", onclick: close }, icon(CROSS))),
      el("div", { class: "modal-blocks" }, el("p", { class: "step-about" }, chosen.description), ...fields.map(({ element }) => element), outcome),
      el("footer", { class: "modal-footer" }, problem,
        el("button", { type: "button", class: "block-button", onclick: close }, "Close"),
        el("button", { class: "block-button primary" }, "Run step")));
    const opened = /** @type {HTMLDialogElement} */ (el("dialog", { class: "modal", "aria-labelledby": "step-title" }, form));
    opened.addEventListener("close", () => {
      opened.remove();
      dialog = null;
    });
    document.body.append(opened);
    dialog = opened;
    opened.showModal();
    fields[0].focus();
  };

  const drawOutcome = (state) => {
    const run = state.runs.find(({ id }) => id === runId);
    outcome.hidden = !run;
    if (!run || !step) return;
    const parts = {
      running: () => [el("p", {}, "Running…")],
      failed: () => [el("h3", {}, "The step failed"), el("p", { class: "failed" }, run.error)],
      succeeded: () => step?.outputs.flatMap(({ name, title }) => [el("h3", {}, title), el("pre", {}, String(run.outputs[name] ?? ""))]) ?? [],
    };
    reconcile(outcome, [{ key: run.id, version: [run.state], build: () => el("div", {}, ...parts[run.state]()) }]);
    if (run.state !== "running") outcome.scrollIntoView({ block: "nearest" });
  };

  return {
    draw: (state) => {
      known = state;
      reconcile(list, state.steps.map((offered) => ({
        key: offered.callback_id,
        version: [offered, state.channels, state.users],
        build: () => el("li", {}, el("button", { type: "button", class: "step", "data-action": `step-${offered.callback_id}`, onclick: () => open(state, offered) },
          el("span", { class: "sign", "aria-hidden": "true" }, icon(GEAR)), offered.title)),
      })));
      if (dialog) drawOutcome(state);
    },
  };
};

/** The input as a block of a modal has it. @param {Parameter} input @param {State} state */
const block = (input, state) => {
  const options = {
    "slack#/types/channel_id": () => state.channels.filter(({ is_im }) => !is_im).map(({ id, name }) => option(id, `#${name}`)),
    "slack#/types/user_id": () => state.users.filter(({ is_bot, id }) => !is_bot && id !== "USLACKBOT").map(({ id, name }) => option(id, name)),
  }[input.type]?.();
  const element = options
    ? { type: "static_select", action_id: input.name, placeholder: { text: "None" }, options }
    : { type: "plain_text_input", action_id: input.name, multiline: input.is_long };
  const hint = input.type === "slack#/types/rich_text" ? { text: "A file's ID or its link, or upload one as a workflow's form does." } : undefined;
  return { block_id: input.name, label: { text: input.title }, optional: !input.is_required, hint, element };
};

const option = (value, text) => ({ value, text: { text } });

/** A button that uploads a file and puts its id into the field. */
const uploader = (field, problem) => {
  const picker = /** @type {HTMLInputElement} */ (el("input", { type: "file", hidden: true, tabindex: -1 }));
  const button = el("button", { type: "button", class: "block-button step-upload", onclick: () => picker.click() }, "Upload a file…");
  picker.addEventListener("change", async () => {
    const [file] = picker.files ?? [];
    if (!file) return;
    button.textContent = `Uploading ${file.name}…`;
    try {
      field.write((await uploadFile(file)).id);
      button.textContent = `${file.name} uploaded`;
    } catch (error) {
      problem.textContent = error instanceof Error ? error.message : "unknown error";
      button.textContent = "Upload a file…";
    }
  });
  return el("span", {}, picker, button);
};
