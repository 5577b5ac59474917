// The emoji under a message, by Slack's names; one that this page has no picture for is shown by its name.

import { el } from "./dom.js";

const PICTURES = {
  eyes: "👀", white_check_mark: "✅", heavy_check_mark: "✔️", x: "❌", "+1": "👍", thumbsup: "👍", "-1": "👎", thumbsdown: "👎",
  hourglass: "⌛", hourglass_flowing_sand: "⏳", heart: "❤️", tada: "🎉", warning: "⚠️", pray: "🙏", raised_hands: "🙌", thinking_face: "🤔",
};

/** @param {{name: string, count: number, yours: boolean}[]} reactions @returns {HTMLElement} */
export const reactionsElement = (reactions) =>
  el("ul", { class: "reactions", "aria-label": "Reactions" }, ...reactions.map(({ name, count }) =>
    el("li", { title: `:${name}:` }, el("span", { role: "img", "aria-label": name.replaceAll("_", " ") }, PICTURES[name] ?? `:${name}:`),
      el("span", {}, String(count)))));
