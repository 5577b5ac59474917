// What the page knows and every way it changes, as pure functions; it draws nothing and calls nobody.

/**
 * @typedef {{id: string, name: string, size: number, mimetype: string, url: string}} SharedFile
 * @typedef {{ts: string, thread_ts: string | null, user: string, text: string, markdown: boolean,
 *            streaming: "in_progress" | "completed" | "errored" | null, reactions: {name: string, count: number, yours: boolean}[],
 *            blocks: any[], edited: boolean, deleted: boolean, files: SharedFile[], metadata_part: number | null,
 *            ephemeral: boolean}} Message
 * @typedef {{id: string, name: string, is_bot: boolean, role: "admin" | "guest" | "outside" | "", locale: string}} User
 * @typedef {{id: string, name: string, is_im: boolean, is_private: boolean, has_bot: boolean}} Channel
 * @typedef {{name: string, description: string, usage_hint: string}} Command
 * @typedef {{name: string, times: number, first_at: number, last_at: number}} UnknownMethod times are in seconds
 * @typedef {{id: string, hash: string, blocks: any[]}} Home what the app has published for its Home tab
 * @typedef {{callback_id: string, name: string, type: "message" | "global"}} Shortcut
 * @typedef {{id: string, hash: string, errors: Record<string, string>, problem: string, is_pushed: boolean, title: {text: string},
 *            submit?: {text: string}, close?: {text: string}, blocks: any[]}} View
 *   what a modal shows; `errors` by block id, `problem` for what concerns none of them
 * @typedef {{name: string, title: string, type: string, is_required: boolean, is_long: boolean}} Parameter
 * @typedef {{callback_id: string, title: string, description: string, inputs: Parameter[], outputs: Parameter[]}} Step
 * @typedef {{id: string, callback_id: string, state: "running" | "succeeded" | "failed", outputs: Record<string, string>, error: string}} Run
 * @typedef {{title: string, prompts: [string, string][]}} Prompts what is suggested: of each its button and its message
 * @typedef {{me: string, bot: string, team: {name?: string}, users: User[], people: string[], channels: Channel[], commands: Command[], shortcuts: Shortcut[],
 *            messages: Record<string, Message[]>, status: Record<string, string>, sessions: Record<string, string>,
 *            titles: Record<string, string>, prompts: Record<string, Prompts>, looking: string, has_view: boolean,
 *            steps: Step[], runs: Run[], view: View | null, home: Home | null, may_stop: boolean, model: string, bot_running: boolean,
 *            unknown: UnknownMethod[]}} Snapshot
 *   the server's state, as far as `me` may see it; people: the ids of whom one can be; a status, a session and a title stand under `channel:thread_ts`; looking: the channel that one looks at
 *   beside the app's view, which there is with has_view
 * @typedef {{type: "message" | "changed" | "deleted" | "status" | "session" | "title" | "prompts" | "run" | "joined" | "file" | "view" | "home" | "bot" | "unknown", channel: string, message?: Message, ts?: string,
 *            thread_ts?: string, status?: string, user?: string, view?: View | null, home?: Home | null, prompts?: Prompts, runs?: Run[], running?: boolean,
 *            unknown?: UnknownMethod[], added?: Channel, messages?: Message[]}} LiveEvent
 *   added: the channel that one has become a member of, with its messages
 * @typedef {{channel: string, thread: string | null, message?: string | null}} Place
 *   what is open: a channel and, beside it, perhaps a thread; message: what is to be shown there, until it has been
 * @typedef {Snapshot & {place: Place, unread: ReadonlySet<string>, awaiting: {channel: string, ts: string} | null,
 *            editing: string, problem: {ts: string, text: string} | null, connected: boolean}} State
 *   editing: the pane and the ts of the message that is being changed; problem: why the last deed failed
 */

/** The app's Home tab stands among the channels, though it is none. @type {Channel} */
export const HOME = { id: "home", name: "Home", is_im: false, is_private: false, has_bot: true };

/** @type {State} */
export const EMPTY = {
  me: "", bot: "", team: {}, users: [], people: [], channels: [], commands: [], shortcuts: [], messages: {}, status: {}, sessions: {}, titles: {}, prompts: {}, looking: "", has_view: false,
  steps: [], runs: [], view: null, home: null, may_stop: false, model: "", bot_running: true, unknown: [],
  place: { channel: "", thread: null }, unread: new Set(), awaiting: null, editing: "", problem: null, connected: true,
};

/** Stands in an address for one's own direct message with the app, whatever its id. */
const DM = "dm";

/** @param {State} state @param {Snapshot} snapshot @returns {State} */
export const withSnapshot = (state, snapshot) => {
  const { thread, message } = state.place;
  const channel = (state.place.channel === DM && snapshot.channels.find(({ is_im }) => is_im)?.id) || state.place.channel;
  if (channel === HOME.id) return { ...state, ...snapshot, place: { channel, thread: null } };
  const place = !snapshot.channels.some(({ id }) => id === channel)
    ? { channel: snapshot.channels[0]?.id ?? "", thread: null }
    : { channel, thread: snapshot.messages[channel]?.some(({ ts }) => ts === thread) ? thread : null, message };
  return { ...state, ...snapshot, place };
};

/** @param {State} state @param {LiveEvent} event @returns {State} */
export const withEvent = (state, event) => {
  if (event.type === "status") return withStatus(state, event.channel, event.thread_ts ?? "", event.status ?? "");
  if (event.type === "session")
    return { ...state, sessions: { ...state.sessions, [`${event.channel}:${event.thread_ts}`]: event.status ?? "" } };
  if (event.type === "title")
    return { ...state, titles: { ...state.titles, [`${event.channel}:${event.thread_ts}`]: event.status ?? "" } };
  if (event.type === "prompts" && event.prompts) return { ...state, prompts: { ...state.prompts, [event.channel]: event.prompts } };
  if (event.type === "run") return { ...state, runs: event.runs ?? [] };
  if (event.type === "bot") return { ...state, bot_running: event.running === true };
  if (event.type === "view") return { ...state, view: event.view ?? null };
  if (event.type === "home") return { ...state, home: event.home ?? null };
  if (event.type === "unknown") return { ...state, unknown: event.unknown ?? [] };
  if (event.type === "joined" && event.added) return withChannel(state, event.added, event.messages ?? []);
  if (event.type === "joined") return event.user === state.bot ? withBotIn(state, event.channel) : state;
  if (event.type === "deleted") return withoutMessage(state, event.channel, event.ts ?? event.message?.ts ?? "");
  if (!event.message || (event.type !== "message" && event.type !== "changed")) return state;

  const { channel, message } = event;
  const others = messagesOf(state, channel).filter(({ ts }) => ts !== message.ts);
  const messages = [...others, message].sort((a, b) => compareTs(a.ts, b.ts));
  const news = event.type === "message" && message.user !== state.me && channel !== state.place.channel;
  return {
    ...state,
    messages: { ...state.messages, [channel]: messages },
    unread: news ? new Set([...state.unread, channel]) : state.unread,
  };
};

/** @param {State} state @param {Place} place @returns {State} */
export const withPlace = (state, place) => {
  const unread = new Set(state.unread);
  unread.delete(place.channel);
  return { ...state, place, unread };
};

/** One is now in that channel. */
const withChannel = (state, channel, messages) => ({
  ...state,
  channels: [...state.channels.filter(({ id }) => id !== channel.id), channel],
  messages: { ...state.messages, [channel.id]: messages },
});

const withBotIn = (state, id) =>
  ({ ...state, channels: state.channels.map((channel) => (channel.id === id ? { ...channel, has_bot: true } : channel)) });

const withStatus = (state, channel, thread, text) => {
  const status = { ...state.status, [`${channel}:${thread}`]: text };
  if (!text) delete status[`${channel}:${thread}`];
  return { ...state, status };
};

const withoutMessage = (state, channel, ts) => {
  const messages = messagesOf(state, channel).filter((message) => message.ts !== ts);
  return { ...state, messages: { ...state.messages, [channel]: messages } };
};

/** @param {State} state @param {string} channel @returns {Message[]} */
export const messagesOf = (state, channel) => state.messages[channel] ?? [];

/** @param {Message} message */
export const isReply = (message) => message.thread_ts !== null && message.thread_ts !== message.ts;

/** @param {State} state @param {string} channel @returns {{message: Message, replies: Message[]}[]} what the channel shows, oldest first */
export const conversations = (state, channel) => {
  /** @type {Map<string, Message[]>} */
  const replies = new Map();
  for (const message of messagesOf(state, channel)) {
    if (!isReply(message)) continue;
    const thread = /** @type {string} */ (message.thread_ts);
    replies.set(thread, [...(replies.get(thread) ?? []), message]);
  }
  return messagesOf(state, channel)
    .filter((message) => !isReply(message))
    .map((message) => ({ message, replies: replies.get(message.ts) ?? [] }))
    .filter(({ message, replies: held }) => !message.deleted || held.length > 0);
};

/** @param {State} state @param {string} channel @param {string} thread @returns {Message[]} the parent, if it is there, and its replies */
export const threadOf = (state, channel, thread) =>
  messagesOf(state, channel).filter((message) => message.ts === thread || (message.thread_ts === thread && !message.deleted));

/** @param {State} state @param {string} channel @param {string} thread @returns {string} empty when the bot is idle there */
export const statusOf = (state, channel, thread) => state.status[`${channel}:${thread}`] ?? "";

/**
 * @param {State} state @param {string} channel @param {string} thread @param {Message[]} replies
 * @returns {{text: string, stoppable: boolean}} what the bot is doing there; no text when it is idle
 */
export const workIn = (state, channel, thread, replies) => {
  const processing = state.sessions[`${channel}:${thread}`] === "processing";
  const streaming = replies.some((reply) => reply.streaming === "in_progress");
  const text = statusOf(state, channel, thread) || (processing ? "is working…" : streaming ? "is writing…" : "");
  return { text, stoppable: state.may_stop && (processing || streaming) };
};

/** @param {State} state @param {string} id @returns {User} */
export const userOf = (state, id) => state.users.find((user) => user.id === id) ?? { id, name: "Someone", is_bot: false, role: "", locale: "en" };

/** @param {State} state @returns {Channel} */
export const openChannel = (state) =>
  state.place.channel === HOME.id ? HOME : state.channels.find(({ id }) => id === state.place.channel) ?? { id: "", name: "", is_im: false, is_private: false, has_bot: true };

/** @param {State} state @param {Channel} channel @returns {string} `#general`, or the name of whom one writes to */
export const channelLabel = (state, channel) => (channel.is_im || channel.id === HOME.id ? userOf(state, state.bot).name : `#${channel.name}`);

/** @param {State} state @returns {boolean} whether the bot has begun to answer what was just sent */
export const answerBegan = (state) => {
  if (!state.awaiting) return false;
  const { channel, ts } = state.awaiting;
  return statusOf(state, channel, ts) !== "" || state.sessions[`${channel}:${ts}`] === "processing"
    || messagesOf(state, channel).some((message) => message.thread_ts === ts && message.user === state.bot);
};

/** The order of timestamps: `seconds.microseconds` as text, too long for a number. */
const compareTs = (a, b) => {
  const [aSeconds, aRest = ""] = a.split(".");
  const [bSeconds, bRest = ""] = b.split(".");
  return Number(aSeconds) - Number(bSeconds) || aRest.localeCompare(bRest);
};
