// The emoji under a message, each a button that adds one's own or takes it away; and those that one can begin with.

import { el } from "./dom.js";
import { picture, spoken } from "./emoji.js";

const OFFERED = ["+1", "-1", "eyes", "white_check_mark", "heart"];

/**
 * @param {{name: string, count: number, yours: boolean}[]} reactions
 * @param {(name: string) => void} react
 * @returns {HTMLElement}
 */
export const reactionsElement = (reactions, react) =>
  el("ul", { class: "reactions", "aria-label": "Reactions" }, ...reactions.map(({ name, count, yours }) =>
    el("li", {}, el("button", { type: "button", class: "reaction", title: `:${name}:`, "aria-label": `${spoken(name)}, ${count}`, "aria-pressed": String(yours),
      "data-action": `react-${name}`, onclick: () => react(name) }, picture(name), el("span", {}, String(count))))));

/** @param {(name: string) => void} react @returns {import("./menu.js").Choice[]} */
export const reactionChoices = (react) =>
  OFFERED.map((name) => ({ label: `React with ${spoken(name)}`, mark: picture(name), choose: () => react(name) }));
