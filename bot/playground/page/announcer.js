// Says incoming messages to screen readers: once each, and a growing answer only when it has come to rest.

import { namesIn } from "./message.js";
import { plainMarkdown } from "./markdown.js";
import { plain } from "./mrkdwn.js";
import { userOf } from "./state.js";
import { el } from "./dom.js";

const REST_MS = 1500;
const KEPT = 20;

/** @param {HTMLElement} region an aria-live region @returns what hears events and what forgets the ones not yet said */
export const createAnnouncer = (region) => {
  /** @type {Map<string, ReturnType<typeof setTimeout>>} */
  const resting = new Map();

  /** @param {string} text */
  const say = (text) => {
    region.append(el("span", {}, `${text} `));
    if (region.childElementCount > KEPT) region.firstElementChild?.remove();
  };

  /** @param {import("./state.js").State} state @param {import("./state.js").LiveEvent} event */
  const hear = (state, event) => {
    if (event.channel !== state.place.channel) return;
    const { message } = event;
    if (event.type === "status" && event.status) say(`${userOf(state, state.bot).name} ${event.status}`);
    if (event.type === "session" && event.status === "processing") say(`${userOf(state, state.bot).name} is working…`);
    if (!message || message.deleted || message.user === state.me) return;
    clearTimeout(resting.get(message.ts));
    resting.set(message.ts, setTimeout(() => {
      resting.delete(message.ts);
      const text = (message.markdown ? plainMarkdown : plain)(message.text, namesIn(state));
      say(`${userOf(state, message.user).name}: ${text}`);
    }, REST_MS));
  };

  const silence = () => {
    resting.forEach((timer) => clearTimeout(timer));
    resting.clear();
  };

  return { hear, silence };
};
