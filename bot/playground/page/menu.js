// A button that opens a list of things to do, which goes with the arrow keys; what they are is asked for when it opens.

import { el } from "./dom.js";

const GAP = 4;

/** @typedef {{label: string, choose: () => void}} Choice */

/**
 * @param {HTMLElement} opener a button
 * @param {() => Choice[]} choices
 * @returns {HTMLElement}
 */
export const menu = (opener, choices) => {
  const list = el("div", { popover: "auto", role: "menu", class: "menu-list", onkeydown: (event) => step(event, [...list.children]) });
  opener.setAttribute("aria-haspopup", "menu");
  opener.setAttribute("aria-expanded", "false");
  // In these words the browser itself closes it on a second press, and gives the focus back.
  /** @type {HTMLButtonElement} */ (opener).popoverTargetElement = list;
  list.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState !== "open") return;
    list.replaceChildren(...choices().map(({ label, choose }) =>
      el("button", { type: "button", role: "menuitem", class: "menu-item", tabindex: -1, onclick: () => {
        list.hidePopover();
        choose();
      } }, label)));
  });
  list.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    place(list, opener);
    /** @type {HTMLElement | null} */ (list.firstElementChild)?.focus();
  });
  return el("span", { class: "menu-holder" }, opener, list);
};

const step = (event, items) => {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  event.preventDefault();
  const at = items.indexOf(document.activeElement);
  items[(at + by + items.length) % items.length].focus();
};

/** Below what opened it, or above where there is no room; never beyond the edge. */
const place = (list, opener) => {
  const anchor = opener.getBoundingClientRect();
  const { width, height } = list.getBoundingClientRect();
  const below = anchor.bottom + GAP + height < innerHeight;
  list.style.top = `${below ? anchor.bottom + GAP : Math.max(GAP, anchor.top - GAP - height)}px`;
  list.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP))}px`;
};
