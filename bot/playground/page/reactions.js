// The emoji under a message, by Slack's names; one that this page has no picture for is shown by its name.

import { el } from "./dom.js";

const PICTURES = {
  eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", heart: "❤️", tada: "🎉", warning: "⚠️", pray: "🙏", raised_hands: "🙌", thinking_face: "🤔",
};
const OFFERED = ["+1", "eyes", "white_check_mark", "heart", "tada", "pray"];
const SPOKEN = { "+1": "thumbs up", "-1": "thumbs down" };

/** @param {string} name */
const spoken = (name) => SPOKEN[name] ?? name.replaceAll("_", " ");

/**
 * @param {{name: string, count: number, yours: boolean}[]} reactions
 * @param {(name: string) => void} react
 * @returns {HTMLElement}
 */
export const reactionsElement = (reactions, react) =>
  el("ul", { class: "reactions", "aria-label": "Reactions" }, ...reactions.map(({ name, count, yours }) =>
    el("li", {}, el("button", { type: "button", class: "reaction", title: `:${name}:`, "aria-pressed": String(yours), "data-action": `react-${name}`, onclick: () => react(name) },
      el("span", { role: "img", "aria-label": spoken(name) }, PICTURES[name] ?? `:${name}:`),
      el("span", {}, String(count))))));

/** @param {(name: string) => void} react @returns {import("./menu.js").Choice[]} */
export const reactionChoices = (react) =>
  OFFERED.map((name) => ({ label: `React with ${spoken(name)}`, mark: PICTURES[name], choose: () => react(name) }));
