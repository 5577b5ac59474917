// One message as an element: who, when, text or blocks, files, and under a parent what goes on in its thread.

import { el, icon } from "./dom.js";
import { sharedFile } from "./files.js";
import { render } from "./mrkdwn.js";
import { userOf } from "./state.js";

const REPLY = "M8 5 3.500 9.500 8 14M4 9.500h7.500a5 5 0 0 1 5 5v1";
const COLOURS = 6;

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });

/** @param {string} ts @returns {Date} */
export const timeOf = (ts) => new Date(Number(ts.split(".")[0]) * 1000);

/** @param {string} ts @returns {HTMLElement} the line between two days */
export const dayLine = (ts) => {
  const date = timeOf(ts);
  const name = date.toDateString() === new Date().toDateString() ? "Today" : day.format(date);
  return el("div", { class: "day", role: "separator" }, el("span", {}, name));
};

/**
 * @param {import("./state.js").State} state
 * @param {import("./state.js").Message} message
 * @param {{follows?: boolean, below?: Node[], onReply?: () => void}} [options]
 *   follows: the message above is by the same person, so the name is not repeated; below: goes under the text
 * @returns {HTMLElement}
 */
export const messageElement = (state, message, { follows = false, below = [], onReply } = {}) => {
  const user = userOf(state, message.user);
  const names = namesIn(state);
  const time = el("time", { class: "time", datetime: timeOf(message.ts).toISOString(), title: full.format(timeOf(message.ts)) },
    clock.format(timeOf(message.ts)));
  const byline = el("div", { class: "byline" },
    el("span", { class: "name" }, user.name), user.is_bot && el("span", { class: "badge" }, "App"), !follows && time);
  const kind = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return el("article", { class: kind, "data-ts": message.ts, "aria-label": `${user.name}, ${clock.format(timeOf(message.ts))}` },
    el("div", { class: "gutter" }, follows ? time : avatar(state, user)),
    el("div", { class: "content" },
      message.ephemeral && el("p", { class: "private" }, "Only visible to you"),
      byline,
      message.deleted ? el("p", { class: "gone" }, "This message was deleted.") : el("div", { class: "body" }, ...body(message, names, state)),
      message.files.length > 0 && el("div", { class: "files" }, ...message.files.map(sharedFile)),
      ...below),
    onReply && el("div", { class: "tools" },
      el("button", { type: "button", class: "icon-button", title: "Reply in thread", "aria-label": `Reply to ${user.name} in a thread`,
        "data-action": "reply", onclick: onReply }, icon(REPLY))));
};

/** @param {import("./state.js").State} state @param {string} status @returns {HTMLElement} `Footnote is reading test.pdf…` */
export const statusElement = (state, status) =>
  el("p", { class: "status" }, el("span", { class: "pulse", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("span", {}, `${userOf(state, state.bot).name} ${status}`));

/**
 * @param {import("./state.js").State} state
 * @param {import("./state.js").Message[]} replies
 * @param {() => void} onOpen
 * @returns {HTMLElement} `2 replies · last at 12:04`
 */
export const repliesElement = (state, replies, onOpen) => {
  const people = [...new Set(replies.map(({ user }) => user))].slice(0, 4).map((id) => avatar(state, userOf(state, id)));
  const last = /** @type {import("./state.js").Message} */ (replies.at(-1));
  return el("button", { class: "replies", type: "button", "data-action": "replies", onclick: onOpen },
    el("span", { class: "faces" }, ...people),
    el("span", { class: "count" }, replies.length === 1 ? "1 reply" : `${replies.length} replies`),
    el("span", { class: "last" }, `last at ${clock.format(timeOf(last.ts))}`));
};

/** @param {import("./state.js").State} state @returns {import("./mrkdwn.js").Names} */
export const namesIn = (state) => ({
  user: (id) => userOf(state, id).name,
  channel: (id) => state.channels.find((channel) => channel.id === id)?.name ?? "channel",
});

const avatar = (state, user) => {
  if (user.id === state.bot) return el("span", { class: "avatar bot", "aria-hidden": "true" }, "F", el("sup", {}, "1"));
  const colour = [...user.id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
  return el("span", { class: `avatar colour-${colour}`, "aria-hidden": "true" }, [...user.name][0]?.toUpperCase() ?? "?");
};

/** Blocks stand in for the text, as in Slack; where none of them can be shown here, the text does. */
const body = (message, names, state) => {
  const blocks = message.blocks.map((block) => blockElement(block, names)).filter((block) => block !== null);
  const shown = blocks.length > 0 ? blocks : render(message.text, names);
  // The bot's answer grows by edits; that is how it is written, not a change of mind.
  if (!message.edited || message.user === state.bot) return shown;
  const mark = el("span", { class: "edited" }, " (edited)");
  const last = shown.at(-1);
  if (last?.nodeName !== "P") return [...shown, mark];
  last.append(mark);
  return shown;
};

/** @returns {HTMLElement | null} nothing for a type that this page cannot show, a person's `rich_text` among them */
const blockElement = (block, names) => {
  switch (block.type) {
    case "section":
      return el("div", { class: "section" }, ...textObject(block.text, names),
        block.fields?.length > 0 && el("div", { class: "fields" }, ...block.fields.map((field) => el("div", {}, ...textObject(field, names)))));
    case "context":
      return el("div", { class: "context" }, ...block.elements.flatMap((element) => textObject(element, names)));
    case "header":
      return el("h3", {}, String(block.text?.text ?? ""));
    case "divider":
      return el("hr");
    case "markdown":
      return el("div", { class: "section" }, ...render(fromMarkdown(String(block.text ?? "")), names));
    default:
      return null;
  }
};

const textObject = (object, names) => {
  if (object?.type === "mrkdwn") return render(String(object.text ?? ""), names);
  const text = object?.text ?? object?.alt_text;
  return text ? [el("p", {}, String(text))] : [];
};

/** The few marks in which a `markdown` block differs from mrkdwn. */
const fromMarkdown = (text) =>
  text
    .replace(/^#{1,6} +(.+)$/gm, "*$1*")
    .replace(/\*\*(?=\S)([^*\n]+)\*\*/g, "*$1*")
    .replace(/~~(?=\S)([^~\n]+)~~/g, "~$1~")
    .replace(/\[([^\]\n]+)\]\((https?:\/\/[^\s()<>|]+)\)/g, "<$2|$1>");
