// What an empty channel shows: three things to try.

import { el } from "./dom.js";

/** @param {HTMLElement} container @param {{ask: () => void, share: () => void}} actions */
export const drawWelcome = (container, { ask, share }) => {
  container.append(
    el("h3", {}, "Three things to try"),
    el("p", { class: "lead" }, "Footnote reads threads and files, and puts a footnote behind what it says."),
    el("ol", {},
      step("Ask in #general", "Mention @Footnote with a question. It reads the thread and answers there.",
        el("button", { type: "button", onclick: ask }, "Write to @Footnote")),
      step("Share a PDF in a direct message", "Drop it anywhere on the conversation with Footnote, with a question or without a word.",
        el("button", { type: "button", onclick: share }, "Choose a file")),
      step("Reply in the thread", "Ask on where Footnote has answered; there it needs no mention.")),
  );
};

const step = (title, text, action) =>
  el("li", {}, el("div", {}, el("strong", {}, title), el("p", {}, text), action));
