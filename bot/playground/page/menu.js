// A button that opens a list of things to do, which goes with the arrow keys; what they are is asked for when it opens.

import { el } from "./dom.js";

const GAP = 4;

/** @typedef {{label: string, choose: () => void, mark?: Node}} Choice mark: a picture, shown in one row with others, in place of the label */

/**
 * @param {HTMLElement} opener a button
 * @param {() => Choice[]} choices
 * @returns {HTMLElement}
 */
export const menu = (opener, choices) => {
  const list = el("div", { popover: "auto", role: "menu", class: "menu-list", onkeydown: (event) => step(event, [...list.querySelectorAll("button")]) });
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  // In these words the browser itself closes it on a second press, and gives the focus back.
  /** @type {HTMLButtonElement} */ (opener).popoverTargetElement = list;
  list.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    const item = ({ label, choose, mark }) => el("button", { type: "button", role: "menuitem", class: mark ? "menu-mark" : "menu-item", tabindex: -1,
      "aria-label": mark && label, title: mark && label, onclick: () => {
        list.hidePopover();
        choose();
      } }, mark ?? label);
    const all = choices();
    const marks = all.filter(({ mark }) => mark).map(item);
    list.replaceChildren(...(marks.length > 0 ? [el("div", { class: "menu-marks", role: "group", "aria-label": "Reactions" }, ...marks)] : []),
      ...all.filter(({ mark }) => !mark).map(item));
  });
  list.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    beside(list, opener);
    /** @type {HTMLElement | null} */ (list.querySelector("button"))?.focus();
  });
  return el("span", { class: "menu-holder" }, opener, list);
};

/** Goes with the arrow keys. @param {KeyboardEvent} event @param {Element[]} items */
export const step = (event, items) => {
  const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const at = items.indexOf(/** @type {Element} */ (document.activeElement));
  /** @type {HTMLElement} */ (items[(at + by + items.length) % items.length]).focus();
};

/** Below what opened it, or above where there is no room; never beyond the edge. @param {HTMLElement} list @param {HTMLElement} opener */
export const beside = (list, opener) => {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = anchor.bottom + GAP + height < innerHeight;
  list.style.top = `${below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height)}px`;
  list.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP))}px`;
};
