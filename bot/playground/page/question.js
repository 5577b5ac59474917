// A question before something that can't be undone: a small dialog, answered with yes or no.

import { el } from "./dom.js";

/**
 * @param {{title: string, text: string, yes: string, no: string, danger?: boolean}} asked
 * @returns {Promise<boolean>} whether the person means it
 */
export const ask = ({ title, text, yes, no, danger = true }) => new Promise((resolve) => {
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "question", "aria-labelledby": "question-title" },
    el("h2", { id: "question-title" }, title),
    el("p", {}, text),
    el("form", { method: "dialog", class: "editor-tools" },
      el("button", { class: "block-button", value: "" }, no),
      el("button", { class: `block-button ${danger ? "danger" : "primary"}`, value: "yes" }, yes))));
  dialog.addEventListener("close", () => {
    resolve(dialog.returnValue === "yes");
    dialog.remove();
  });
  document.body.append(dialog);
  dialog.showModal();
});
