// One message as an element: who, when, text or blocks, files, and under a parent what goes on in its thread.

import { blockElement } from "./blocks.js";
import { el, icon } from "./dom.js";
import { editorElement } from "./editor.js";
import { sharedFile } from "./files.js";
import { renderMarkdown } from "./markdown.js";
import { menu } from "./menu.js";
import { decode, render } from "./mrkdwn.js";
import { reactionChoices, reactionsElement } from "./reactions.js";
import { HOME, userOf } from "./state.js";

const SLACKBOT = "USLACKBOT";

const REPLY = "M8 5 3.500 9.500 8 14M4 9.500h7.500a5 5 0 0 1 5 5v1";
const PENCIL = "m4 16 .8-3.600L13.500 3.700a1.600 1.600 0 0 1 2.300 0l.5.5a1.600 1.600 0 0 1 0 2.300L7.600 15.200zM12 5.200 14.800 8";
const BIN = "M4 5.500h12M8 5.500v-2h4v2M5.500 5.500l.7 11h7.600l.7-11M8.500 8.500v5M11.500 8.500v5";
const EYE = "M2.500 10s2.800-5 7.500-5 7.500 5 7.500 5-2.800 5-7.500 5-7.500-5-7.500-5zM10 12.200a2.200 2.200 0 1 0 0-4.400 2.200 2.200 0 0 0 0 4.400z";
const DOTS = "M4.500 10h.01M10 10h.01M15.500 10h.01";
const PULSE = "M2.500 10.500h3.200L8 4.500l4 11 2.300-5h3.200";
const SQUARE = "M6 6h8v8H6z";
const COLOURS = 6;

const clock = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "medium" });
/** @type {Intl.DateTimeFormatOptions} */
const DAY = { weekday: "long", day: "numeric", month: "long" };
const day = new Intl.DateTimeFormat(undefined, DAY);
const dayOfYear = new Intl.DateTimeFormat(undefined, { ...DAY, year: "numeric" });

/** @param {string} ts @returns {Date} */
export const timeOf = (ts) => new Date(Number(ts.split(".")[0]) * 1000);

/** @param {string} ts @returns {HTMLElement} the line between two days */
export const dayLine = (ts) => {
  const [date, now] = [timeOf(ts), new Date()];
  const thisYear = date.getFullYear() === now.getFullYear();
  const name = date.toDateString() === now.toDateString() ? "Today" : (thisYear ? day : dayOfYear).format(date);
  return el("div", { class: "day", role: "separator" }, el("span", {}, name));
};

/**
 * @param {import("./state.js").State} state
 * @param {import("./state.js").Message} message
 * @param {{pane: string, deeds: import("./deeds.js").Deeds, follows?: boolean, below?: Node[], onReply?: () => void}} options
 *   pane: where it is shown; follows: the message above is by the same person, so the name is not repeated; below: goes under
 *   the text
 * @returns {HTMLElement}
 */
export const messageElement = (state, message, { pane, deeds, follows = false, below = [], onReply }) => {
  const user = userOf(state, message.user);
  const time = el("time", { class: "time", datetime: timeOf(message.ts).toISOString(), title: full.format(timeOf(message.ts)) },
    clock.format(timeOf(message.ts)));
  const byline = el("div", { class: "byline" },
    el("span", { class: "name" }, user.name), user.is_bot && el("span", { class: "badge" }, "App"), !follows && time);
  const kind = ["message", follows && "follows", message.ephemeral && "ephemeral"].filter(Boolean).join(" ");
  return el("article", { class: kind, "data-ts": message.ts, "aria-label": `${user.name}, ${clock.format(timeOf(message.ts))}` },
    el("div", { class: "gutter" }, follows ? time : avatar(state, user)),
    el("div", { class: "content" },
      message.ephemeral && el("p", { class: "private" }, icon(EYE), "Only visible to you"),
      byline,
      content(state, message, pane, deeds),
      message.streaming === "errored" && el("p", { class: "went-wrong" }, "Something went wrong"),
      message.files.length > 0 && el("div", { class: "files" }, ...message.files.map(sharedFile)),
      message.reactions.length > 0 && reactionsElement(message.reactions, (name) => deeds.react(message, name)),
      state.problem?.ts === message.ts && el("p", { class: "problem", role: "alert" }, `Not done: ${state.problem.text}.`),
      ...below),
    tools(state, message, pane, deeds, onReply));
};

/**
 * @param {import("./state.js").State} state
 * @param {{text: string, stoppable: boolean}} work
 * @param {() => void} onStop
 * @returns {HTMLElement} `Footnote is reading test.pdf…`, with Slack's own button to stop it
 */
export const workElement = (state, { text, stoppable }, onStop) =>
  el("div", { class: "status" }, el("span", { class: "pulse", "aria-hidden": "true" }, el("i"), el("i"), el("i")),
    el("span", {}, `${userOf(state, state.bot).name} ${text}`),
    stoppable && el("button", { type: "button", class: "stop", "data-action": "stop", onclick: onStop }, icon(SQUARE), "Stop"));

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
  people: () => state.users.filter(({ id }) => id !== SLACKBOT),
  conversations: () => state.channels.filter(({ id }) => id !== HOME.id),
});

/** @param {import("./state.js").State} state @param {import("./state.js").User} user @returns {HTMLElement} */
export const avatar = (state, user) => {
  if (user.id === state.bot) return el("span", { class: "avatar bot", "aria-hidden": "true" }, "F", el("sup", {}, "1"));
  const colour = [...user.id].reduce((sum, letter) => sum + (letter.codePointAt(0) ?? 0), 0) % COLOURS;
  return el("span", { class: `avatar colour-${colour}`, "aria-hidden": "true" }, [...user.name][0]?.toUpperCase() ?? "?");
};

/** Blocks stand in for the text, as in Slack, and below Markdown; where none of them can be shown here, the text does. */
const body = (message, names, state, press) => {
  const elements = (blocks) => blocks.map((block) => blockElement(block, names, press)).filter((block) => block !== null);
  // Cards stand where they were streamed: before the words.
  const cards = elements(message.blocks.filter(({ type }) => type === "task_card"));
  const blocks = elements(message.blocks.filter(({ type }) => type !== "task_card"));
  const text = message.markdown ? renderMarkdown(message.text, names) : blocks.length > 0 ? [] : render(message.text, names);
  const shown = [...cards, ...text, ...blocks];
  // The bot's answer grows by edits; that is how it is written, not a change of mind.
  if (!message.edited || message.user === state.bot) return shown;
  const mark = el("span", { class: "edited" }, " (edited)");
  const last = shown.at(-1);
  if (last?.nodeName !== "P") return [...shown, mark];
  last.append(mark);
  return shown;
};

/** What stands in place of the text: that it is gone, the editor, or the text itself. */
const content = (state, message, pane, deeds) => {
  const names = namesIn(state);
  if (message.deleted) return el("p", { class: "gone" }, "This message was deleted.");
  if (state.editing === `${pane}:${message.ts}`)
    return editorElement({ ts: message.ts, text: decode(message.text, names), onSave: (text) => deeds.save(message, text), onCancel: deeds.cancel });
  const streams = message.streaming === "in_progress";
  return el("div", { class: streams ? "body streaming" : "body", "aria-busy": streams && "true" },
    ...body(message, names, state, (action, value) => deeds.press(message, action, value)));
};

/** The menu that shows on hover. */
const tools = (state, message, pane, deeds, onReply) => {
  const { name } = userOf(state, message.user);
  const own = message.user === state.me && !message.deleted && !message.ephemeral;
  const shortcuts = state.shortcuts.filter(({ type }) => type === "message");
  const tool = (action, title, label, path, onclick) =>
    el("button", { type: "button", class: "icon-button", title, "aria-label": label, "data-action": action, onclick }, icon(path));
  const more = () => [
    ...reactionChoices((emoji) => deeds.react(message, emoji)),
    ...shortcuts.map(({ callback_id, name: label }) => ({ label, choose: () => deeds.useShortcut(message, callback_id) })),
  ];
  const ours = message.user === state.bot && !message.deleted;
  const shown = [
    ours && tool("inspect", "Inspect", "Inspect how this answer came about", PULSE, () => deeds.inspect(message)),
    onReply && tool("reply", "Reply in thread", `Reply to ${name} in a thread`, REPLY, onReply),
    own && tool("edit", "Edit", "Edit your message", PENCIL, () => deeds.edit(`${pane}:${message.ts}`)),
    own && tool("delete", "Delete", "Delete your message", BIN, () => void deeds.remove(message)),
    !message.deleted && !message.ephemeral && menu(tool("more", "More actions", `More on the message by ${name}`, DOTS), more),
  ].filter(Boolean);
  return shown.length > 0 && el("div", { class: "tools" }, ...shown);
};
