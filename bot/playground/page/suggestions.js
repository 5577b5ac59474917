// The list that opens in a composer after @, # or a slash: arrows choose, Enter or Tab takes, Escape closes.

import { el } from "./dom.js";

/**
 * @typedef {{text: string, content: (Node | string | false | undefined)[]}} Choice text: what takes the place of what was typed
 * @typedef {{before: RegExp, choices: () => Choice[]}} Source
 *   before: what stands before the caret where the list opens, with the typed part, sign included, in `typed`; a choice is
 *   offered where its text begins with that
 */

const PERSON = /(?:^|[\s(])(?<typed>@[\p{L}\p{N} ]{0,30})$/u;
const CHANNEL = /(?:^|[\s(])(?<typed>#[\p{L}\p{N}_-]{0,80})$/u;
const COMMAND = /^(?<typed>\/[\p{L}\p{N}_-]{0,32})$/u;
let lists = 0;

/** @param {() => {name: string, is_bot: boolean}[]} people in the order in which they are offered @returns {Source} */
export const peopleIn = (people) => ({
  before: PERSON,
  choices: () => people().map(({ name, is_bot }) => ({
    text: `@${name}`, content: [el("strong", {}, name), is_bot && el("span", { class: "badge" }, "App")],
  })),
});

/** @param {() => {name: string, is_private: boolean}[]} channels @returns {Source} */
export const channelsIn = (channels) => ({
  before: CHANNEL,
  choices: () => channels().map(({ name, is_private }) => ({
    text: `#${name}`, content: [el("strong", {}, `#${name}`), is_private && el("span", { class: "usage" }, "private")],
  })),
});

/** @param {() => {name: string, description: string, usage_hint: string}[]} commands @returns {Source} */
export const commandsIn = (commands) => ({
  before: COMMAND,
  choices: () => commands().map(({ name, description, usage_hint }) => ({
    text: name,
    content: [el("strong", {}, name), usage_hint && el("span", { class: "usage" }, usage_hint), el("span", { class: "about" }, description)],
  })),
});

/**
 * @param {HTMLTextAreaElement} input
 * @param {Source[]} sources
 * @returns {{element: HTMLElement, onKey: (event: KeyboardEvent) => boolean, onInput: () => void, close: () => void}}
 *   onKey tells whether the list took the key
 */
export const suggestionList = (input, sources) => {
  lists += 1;
  const id = `suggestions-${lists}`;
  const element = el("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Suggestions", hidden: true });
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-controls", id);
  /** @type {Choice[]} */
  let offered = [];
  let typed = "";
  let chosen = 0;

  const draw = () => {
    element.hidden = offered.length === 0;
    element.replaceChildren(...offered.map((choice, i) =>
      el("li", { id: `${id}-${i}`, role: "option", "aria-selected": i === chosen ? "true" : "false",
        onpointerdown: (/** @type {Event} */ event) => { event.preventDefault(); take(choice); } },
        .../** @type {Node[]} */ (choice.content))));
    element.children[chosen]?.scrollIntoView({ block: "nearest" });
    if (offered.length > 0) input.setAttribute("aria-activedescendant", `${id}-${chosen}`);
    else input.removeAttribute("aria-activedescendant");
  };

  const close = () => {
    offered = [];
    draw();
  };

  const onInput = () => {
    const before = input.value.slice(0, input.selectionStart);
    const source = sources.find((candidate) => candidate.before.test(before));
    typed = source?.before.exec(before)?.groups?.typed ?? "";
    offered = source ? source.choices().filter(({ text }) => text.toLowerCase().startsWith(typed.toLowerCase())) : [];
    chosen = 0;
    draw();
  };

  const take = ({ text }) => {
    const caret = input.selectionStart;
    input.setRangeText(`${text} `, caret - typed.length, caret, "end");
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
