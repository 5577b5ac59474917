// What an empty channel shows: four things to try.

import { el } from "./dom.js";

/** @param {HTMLElement} container @param {{ask: () => void, share: () => void, commands: () => void}} actions */
export const drawWelcome = (container, { ask, share, commands }) => {
  container.append(
    el("h3", {}, "Four things to try"),
    el("p", { class: "lead" }, "Footnote reads threads and files, and puts a footnote behind what it says."),
    el("ol", {},
      step("Ask in #general", "Mention @Footnote with a question; it reads the thread and answers.",
        el("button", { type: "button", onclick: ask }, "Write to @Footnote")),
      step("Share a PDF in a direct message", "Drop it anywhere on the conversation with Footnote, with a question or without a word.",
        el("button", { type: "button", onclick: share }, "Choose a file")),
      step("Reply in the thread", "Ask on where Footnote has answered; there it needs no mention."),
      step("Type a slash", "/recap sums up a channel, /ask answers you; nobody else sees it.",
        el("button", { type: "button", onclick: commands }, "See the commands"))),
  );
};

const step = (title, text, action) =>
  el("li", {}, el("div", {}, el("strong", {}, title), el("p", {}, text), action));
