// Shows the modal that the app has opened: a dialog that is filled in, sent and closed, with the keyboard alone if need be.

import { blockElement } from "./blocks.js";
import { el, icon } from "./dom.js";
import { createField } from "./fields.js";

/** @typedef {import("./state.js").View} View */
/** @typedef {Record<string, Record<string, string | string[]>>} Values by block id and action id */

const CROSS = "m5 5 10 10M15 5 5 15";

/**
 * @param {{names: () => import("./mrkdwn.js").Names, submit: (view: string, values: Values) => Promise<unknown>,
 *          press: (view: string, actionId: string, value: string) => Promise<unknown>, close: (view: string) => Promise<unknown>, onFocusLost: () => void}} options
 *   onFocusLost: what had the focus before is gone
 */
export const createModal = ({ names, submit, press, close, onFocusLost }) => {
  /** @type {View | null} */
  let shown = null;
  /** The view that was just closed here, of which the server does not know yet. */
  let left = "";
  /** What the server is being told, and of which view. Its answer may come after the next view is there. @type {{view: string} | null} */
  let sending = null;
  /** @type {import("./fields.js").Field[]} */
  let fields = [];

  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "modal", "aria-labelledby": "modal-title" }));
  document.body.append(dialog);
  // Escape, and Back on a phone, close the dialog by themselves; so do its own buttons.
  dialog.addEventListener("close", () => {
    if (dialog.open) return;
    if (document.activeElement === document.body) onFocusLost();
    if (!shown) return;
    left = shown.id;
    shown = null;
    close(left).catch(() => { left = ""; });
  });

  const problem = (text) => {
    const place = dialog.querySelector(".modal-problem");
    if (place && place.textContent !== text) place.textContent = text;
  };

  const send = async (event) => {
    event.preventDefault();
    if (!shown || sending) return;
    const { id } = shown;
    const values = {};
    for (const { blockId, actionId, read } of fields) values[blockId] = { [actionId]: read() };
    const told = { view: id };
    busy(told);
    problem("");
    try {
      await submit(id, values);
    } catch (error) {
      if (shown?.id === id) problem(error instanceof Error ? error.message : "unknown error");
    }
    if (sending === told) busy(null);
  };

  /** A button or menu that the app hears of at once: it may lay another view upon this one. */
  const use = async (actionId, value = "") => {
    if (!shown || sending) return;
    const { id } = shown;
    const told = { view: id };
    busy(told);
    problem("");
    try {
      await press(id, actionId, value);
    } catch (error) {
      if (shown?.id === id) problem(error instanceof Error ? error.message : "unknown error");
    }
    if (sending === told) busy(null);
  };

  /** @param {{view: string} | null} told what the server is being told; nothing once it has answered */
  const busy = (told) => {
    sending = told;
    // Disabled it would lose the focus.
    const button = dialog.querySelector(".block-button.primary");
    if (told) button?.setAttribute("aria-disabled", "true");
    else button?.removeAttribute("aria-disabled");
    dialog.setAttribute("aria-busy", String(told !== null));
  };

  /** @param {View} view */
  const build = (view) => {
    fields = [];
    const blocks = view.blocks.map((block, i) => {
      if (block.type !== "input") return blockElement(block, names(), use);
      const field = createField(block, i, names());
      fields.push(field);
      return field.element;
    });
    const leave = view.close?.text ?? (view.is_pushed ? "Back" : view.submit ? "Cancel" : "Close");
    dialog.replaceChildren(el("form", { class: "modal-form", novalidate: true, onsubmit: send },
      el("header", { class: "modal-header" },
        el("img", { src: "/static/icon.svg", alt: "", width: 24, height: 24 }),
        el("h2", { id: "modal-title" }, view.title.text),
        el("button", { type: "button", class: "icon-button", "aria-label": "Close", title: "Close (Esc)", onclick: () => dialog.close() }, icon(CROSS))),
      el("div", { class: "modal-blocks body" }, ...blocks),
      el("footer", { class: "modal-footer" },
        el("p", { class: "modal-problem", role: "alert" }),
        el("button", { type: "button", class: "block-button", onclick: () => dialog.close() }, leave),
        view.submit && el("button", { class: "block-button primary" }, view.submit.text))));
  };

  /** Puts another view, or another form of this one, on the screen; what is typed stays where the input stays. @param {View} view */
  const change = (view) => {
    const typed = new Map(view.id === shown?.id ? fields.map(({ key, read }) => [key, read()]) : []);
    const focused = fields.find(({ element }) => element.contains(document.activeElement))?.key;
    build(view);
    for (const { key, write } of fields) if (typed.has(key)) write(typed.get(key));
    if (!dialog.open) dialog.showModal();
    const first = view.blocks.find((block) => block.type === "input" && block.element.focus_on_load)?.block_id;
    const target = fields.find(({ key }) => typed.size > 0 && key === focused) ?? fields.find(({ blockId }) => blockId === first) ?? fields[0];
    if (target) target.focus();
    else /** @type {HTMLElement} */ (dialog.querySelector(".modal-footer .block-button:last-child")).focus();
  };

  return {
    /** @param {View | null} view what the server says is open */
    show: (view) => {
      if (view === shown) return;
      if (!view) {
        shown = null;
        left = "";
        dialog.close();
        return;
      }
      if (view.id === left) return;
      left = "";
      // The next view, or what is wrong with this one: the server has answered, though the answer itself is still on its way.
      if (sending && (view.id !== sending.view || view.problem || Object.keys(view.errors).length > 0)) busy(null);
      if (view.id !== shown?.id || view.hash !== shown.hash) change(view);
      shown = view;
      for (const field of fields) field.complain(view.errors[field.blockId] ?? "");
      problem(view.problem);
      fields.find(({ blockId }) => view.errors[blockId])?.focus();
    },
  };
};
