// Draws the state: banner, sidebar, the open channel and the open thread; it changes nothing but the page.

import { byId, el, icon, reconcile } from "./dom.js";
import { drawHome } from "./home.js";
import { dayLine, messageElement, repliesElement, timeOf, workElement } from "./message.js";
import { channelLabel, conversations, HOME, isReply, openChannel, threadOf, workIn } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Message} Message */

const LOCK = "M5 9.500h10v7H5zM7 9.500V7a3 3 0 0 1 6 0v2.500";
const STAND_IN = "stand-in";
const FOLLOWS_WITHIN_SECONDS = 300;
const STICKS_WITHIN_PIXELS = 80;

/** @param {State} state */
export const drawBanner = (state) => {
  if (!state.me) return;
  const local = state.model === STAND_IN;
  byId("promise").textContent = local
    ? "nothing leaves this machine"
    : "no Slack: only what the model is asked leaves this machine";
  byId("model").textContent = local ? "stand-in, no model" : state.model;
  const trouble = state.connected ? (state.bot_running ? "" : "Footnote is starting…") : "Reconnecting…";
  const missed = state.unknown.length;
  const inspect = byId("inspect");
  if (inspect.dataset.missed !== String(missed)) {
    inspect.dataset.missed = String(missed);
    const told = missed === 1 ? " unknown method" : " unknown methods";
    inspect.replaceChildren("Inspect", ...(missed ? [" ", el("span", { class: "fault-count" }, String(missed), el("span", { class: "unseen" }, told))] : []));
    inspect.title = missed ? `How each answer came about; ${missed}${told}` : "How each answer came about";
  }
  if (byId("connection").textContent !== trouble) byId("connection").textContent = trouble;
};

/** @param {State} state */
export const drawSidebar = (state) => {
  byId("team").textContent = state.team.name ?? "Playground";
  const entry = (channel) => {
    const open = channel.id === state.place.channel || (channel.is_im && state.place.channel === HOME.id);
    const unread = state.unread.has(channel.id);
    return {
      key: channel.id,
      version: [open, unread, channel.name, state.users],
      build: () => el("li", {}, el("a", { href: `#${channel.id}`, class: unread ? "unread" : undefined, "aria-current": open ? "page" : undefined,
        "data-action": "open" },
        el("span", { class: "sign", "aria-hidden": "true" }, channel.is_im ? "" : channel.is_private ? icon(LOCK) : "#"),
        el("span", { class: "place", title: channel.is_im ? undefined : channel.name }, channel.is_im ? channelLabel(state, channel) : channel.name),
        channel.is_private && el("span", { class: "unseen" }, ", private"),
        unread && el("span", { class: "unseen" }, ", unread"))),
    };
  };
  reconcile(byId("channels"), state.channels.filter(({ is_im }) => !is_im).map(entry));
  reconcile(byId("dms"), state.channels.filter(({ is_im }) => is_im).map(entry));
};

/** @param {State} state @param {import("./deeds.js").Deeds} deeds @param {(ts: string) => void} openThread */
export const drawChannel = (state, deeds, openThread) => {
  const channel = openChannel(state);
  byId("channel-name").replaceChildren(...(channel.is_private ? [icon(LOCK), channel.name] : [channelLabel(state, channel)]));
  byId("channel-about").textContent = channel.is_im
    ? "every message starts a thread; answers come as replies"
    : channel.has_bot
      ? "mention @Footnote with a question, or type / for what only you see"
      : "Footnote is not in this channel; /invite @Footnote adds it";
  drawHome(state, deeds);
  if (channel.id === HOME.id) {
    byId("channel-about").textContent = "what Footnote shows you alone";
    byId("welcome").hidden = true;
    return;
  }

  const held = conversations(state, channel.id);
  byId("welcome").hidden = held.length > 0 || !state.me;
  stick(byId("channel-scroll"), channel.id, () => {
    const items = held.map(({ message, replies }, i) => {
      const work = workIn(state, channel.id, message.ts, replies);
      const follows = followsOn(held[i - 1]?.message, message) && held[i - 1].replies.length === 0;
      const open = () => openThread(message.ts);
      return {
        message,
        version: [message, follows, work.text, work.stoppable, replies.length, replies.at(-1)?.ts, state.place.thread === message.ts,
          ...drawnBy(state, "channel", message)],
        build: () => {
          const element = messageElement(state, message, {
            pane: "channel",
            deeds,
            follows,
            onReply: message.ephemeral ? undefined : open,
            below: [
              ...(replies.length > 0 ? [repliesElement(state, replies, open)] : []),
              ...(work.text ? [workElement(state, work, () => deeds.stop(message.ts))] : []),
            ],
          });
          element.classList.toggle("opened", state.place.thread === message.ts);
          return element;
        },
      };
    });
    reconcile(byId("channel-messages"), withDays(items));
  });
  if (held.length === 0) byId("channel-scroll").scrollTop = 0;
};

/** @param {State} state @param {import("./deeds.js").Deeds} deeds */
export const drawThread = (state, deeds) => {
  const { channel, thread } = state.place;
  byId("thread").hidden = thread === null;
  document.body.classList.toggle("has-thread", thread !== null);
  if (thread === null) return;
  const title = state.titles[`${channel}:${thread}`] ?? "";
  byId("thread-name").textContent = title || "Thread";
  byId("thread-name").title = title;
  byId("thread-about").textContent = channelLabel(state, openChannel(state));
  byId("thread-rename").hidden = !title;

  const messages = threadOf(state, channel, thread);
  const work = workIn(state, channel, thread, messages);
  stick(byId("thread-scroll"), `${channel}:${thread}`, () => {
    const items = messages.map((message, i) => {
      const follows = i > 1 && followsOn(messages[i - 1], message);
      return {
        key: message.ts,
        version: [message, follows, ...drawnBy(state, "thread", message)],
        build: () => messageElement(state, message, { pane: "thread", deeds, follows }),
      };
    });
    const replies = messages.filter(isReply).length;
    const count = { key: "count", version: [replies], build: () => countLine(replies) };
    const working = { key: "status", version: [work.text, work.stoppable], build: () => workElement(state, work, () => deeds.stop(thread)) };
    reconcile(byId("thread-messages"), [
      ...items.slice(0, 1), ...(replies > 0 ? [count] : []), ...items.slice(1), ...(work.text ? [working] : []),
    ]);
  });
};

/** @param {"channel" | "thread"} pane @param {string} ts brings the message into view and marks it for a moment */
export const reveal = (pane, ts) => {
  const found = byId(`${pane}-messages`).querySelector(`[data-ts="${CSS.escape(ts)}"]`);
  if (!found) return;
  found.scrollIntoView({ block: "center" });
  found.classList.add("found");
  found.addEventListener("animationend", () => found.classList.remove("found"), { once: true });
};

/** What a message is drawn by, besides itself. */
const drawnBy = (state, pane, message) => [
  state.users, state.channels, state.editing === `${pane}:${message.ts}`, state.problem?.ts === message.ts ? state.problem.text : "",
];

const countLine = (replies) =>
  el("div", { class: "day count", role: "separator" }, el("span", {}, replies === 1 ? "1 reply" : `${replies} replies`));

/** Messages with a line wherever a new day begins. */
const withDays = (items) =>
  items.flatMap(({ message, version, build }, i) => {
    const date = timeOf(message.ts).toDateString();
    const item = { key: message.ts, version, build };
    if (i > 0 && timeOf(items[i - 1].message.ts).toDateString() === date) return [item];
    return [{ key: date, version: [date], build: () => dayLine(message.ts) }, item];
  });

/** @param {Message | undefined} before @param {Message} message */
const followsOn = (before, message) =>
  before !== undefined
  && before.user === message.user
  && !before.ephemeral && !message.ephemeral && !before.deleted
  && timeOf(before.ts).toDateString() === timeOf(message.ts).toDateString()
  && Number(message.ts) - Number(before.ts) < FOLLOWS_WITHIN_SECONDS;

/** Keeps the end in view while it grows, unless the reader has scrolled up; another place starts at its end. */
const stick = (scroll, place, draw) => {
  const atEnd = scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < STICKS_WITHIN_PIXELS;
  draw();
  if (atEnd || scroll.dataset.place !== place) scroll.scrollTop = scroll.scrollHeight;
  scroll.dataset.place = place;
};
