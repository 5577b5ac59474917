// The list of names that opens when one types @ in a composer: arrows choose, Enter or Tab takes, Escape closes.

import { el } from "./dom.js";

const BEFORE_CARET = /(^|[\s(])@([\p{L}\p{N} ]{0,30})$/u;
let lists = 0;

/**
 * @param {HTMLTextAreaElement} input
 * @param {() => {id: string, name: string, is_bot: boolean}[]} candidates in the order in which they are offered
 * @returns {{element: HTMLElement, onKey: (event: KeyboardEvent) => boolean, onInput: () => void, close: () => void}}
 *   onKey tells whether the list took the key
 */
export const mentionList = (input, candidates) => {
  lists += 1;
  const id = `mentions-${lists}`;
  const element = el("ul", { class: "mentions", id, role: "listbox", "aria-label": "People to mention", hidden: true });
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  /** @type {{id: string, name: string, is_bot: boolean}[]} */
  let offered = [];
  let chosen = 0;

  const draw = () => {
    element.hidden = offered.length === 0;
    element.replaceChildren(...offered.map((user, i) =>
      el("li", { id: `${id}-${i}`, role: "option", "aria-selected": i === chosen ? "true" : "false",
        onpointerdown: (/** @type {Event} */ event) => { event.preventDefault(); take(user); } },
      el("span", {}, user.name), user.is_bot && el("span", { class: "badge" }, "App"))));
    if (offered.length > 0) input.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    offered = [];
    draw();
  };

  const onInput = () => {
    const typed = BEFORE_CARET.exec(input.value.slice(0, input.selectionStart))?.[2].toLowerCase();
    offered = typed === undefined ? [] : candidates().filter(({ name }) => name.toLowerCase().startsWith(typed));
    chosen = 0;
    draw();
  };

  const take = (user) => {
    const caret = input.selectionStart;
    const start = input.value.slice(0, caret).lastIndexOf("@");
    input.setRangeText(`@${user.name} `, start, caret, "end");
    close();
    input.dispatchEvent(new Event("input", { bubbles: true }));
    input.focus();
  };

  const onKey = (event) => {
    if (offered.length === 0) return false;
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step) {
      chosen = (chosen + step + offered.length) % offered.length;
      draw();
    } else if (event.key === "Enter" || event.key === "Tab") take(offered[chosen]);
    else if (event.key === "Escape") close();
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };

  return { element, onKey, onInput, close };
};
