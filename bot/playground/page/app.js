// Joins the parts: state, live feed, address, composers and drawing; the only file that knows all the others.

import { actOnView, postMessage, use } from "./api.js";
import { acceptDrops, createComposer } from "./composer.js";
import { createContainer } from "./container.js";
import { createDeeds } from "./deeds.js";
import { byId } from "./dom.js";
import { askForTitle } from "./editor.js";
import { createFaults } from "./faults.js";
import { createInspector } from "./inspector.js";
import { stayConnected } from "./live.js";
import { createModal } from "./modal.js";
import { namesIn } from "./message.js";
import { createPerson } from "./person.js";
import { createAnnouncer } from "./announcer.js";
import { drawBanner, drawChannel, drawSidebar, drawThread, reveal } from "./render.js";
import { answerBegan, channelLabel, EMPTY, HOME, openChannel, userOf, withEvent, withPlace, withSnapshot } from "./state.js";
import { createSteps } from "./steps.js";
import { channelsIn, commandsIn, peopleIn } from "./suggestions.js";
import { drawWelcome } from "./welcome.js";

const SLACKBOT = "USLACKBOT";
const NARROW = matchMedia("(max-width: 760px)");

let state = EMPTY;
let drawing = false;

/** @param {(state: import("./state.js").State) => import("./state.js").State} change */
const update = (change) => {
  state = change(state);
  if (drawing) return;
  drawing = true;
  requestAnimationFrame(draw);
};

const inspector = createInspector({
  names: () => namesIn(state),
  go: (channel, thread) => go({ channel, thread: thread || null }),
});
const faults = createFaults(byId("faults-open"));
const deeds = { ...createDeeds(() => state, update), inspect: (message) => inspector.openFor(message, state.place.channel) };
const users = () => state.users.filter(({ id }) => id !== SLACKBOT).sort((a, b) => Number(b.is_bot) - Number(a.is_bot));
const channels = () => state.channels.filter(({ is_im }) => !is_im);
const commands = () => state.commands;
const mentions = [peopleIn(users), channelsIn(channels)];
const onSent = (place, ts) => {
  if (place.thread === null) update((before) => ({ ...before, awaiting: { channel: place.channel, ts } }));
};
const shortcuts = () => state.shortcuts.filter(({ type }) => type === "global");
const composing = { commands, names: () => [users(), channels()], shortcuts, useShortcut: deeds.useAnywhere, onSent };
const main = createComposer({ label: "Message", sources: [...mentions, commandsIn(commands)], ...composing });
// Slack runs no commands in threads.
const side = createComposer({ label: "Reply in the thread", sources: mentions, ...composing });
/** What was last looked at before the direct message was opened, or chosen there. */
let looking = "";
const container = createContainer({
  send: async (text) => {
    const { channel } = state.place;
    const { ts } = await postMessage({ channel, text, file_ids: [] });
    onSent({ channel, thread: null }, ts);
  },
  look: (channel) => {
    looking = channel;
    update((before) => before);
  },
});
const steps = createSteps(byId("workflows"));
const person = createPerson(byId("person"));
const modal = createModal({
  names: () => namesIn(state),
  submit: (view, values) => actOnView("submit", { view, values }),
  press: (view, actionId, value) => use(actionId, value, view),
  close: (view) => actOnView("close", { view }),
  onFocusLost: () => main.focus(),
});
const announcer = createAnnouncer(byId("announcer"));

const draw = () => {
  drawing = false;
  const pane = document.activeElement?.closest(".pane");
  if (state.me && answerBegan(state)) followAnswer();
  const label = channelLabel(state, openChannel(state));
  // Who has several tabs open sees at each whom it stands for.
  const other = state.me && state.me !== state.people[0] ? userOf(state, state.me).name : "";
  document.title = [label, other, "Footnote playground"].filter(Boolean).join(" · ");
  drawBanner(state);
  drawSidebar(state);
  // First: it takes room from the messages, whose end is to stay in view.
  container.draw(state, looking);
  drawChannel(state, deeds, openThread);
  drawThread(state, deeds);
  modal.show(state.view);
  faults.setRunning(state.bot_running);
  if (state.me && state.place.message) showMessage();
  steps.draw(state);
  if (state.me) person.draw(state);
  inspector.setUnknown(state.unknown);
  const isHome = state.place.channel === HOME.id;
  if (openChannel(state).is_im || isHome) deeds.visit(state.place.channel, looking);
  else {
    deeds.leave();
    if (state.me) looking = state.place.channel;
  }
  main.setPlace({ channel: state.place.channel, thread: null }, `Message ${label}${other && ` as ${other}`}`);
  side.setPlace(state.place, other ? `Reply as ${other}…` : "Reply…");
  // What had the focus went with its message: one goes on writing, on a phone without its keyboard coming up.
  if (!pane || document.activeElement !== document.body) return;
  if (NARROW.matches) byId(`${pane.id}-scroll`).focus();
  else (pane.id === "thread" ? side : main).focus();
};

// The address names what is open (`#channel/thread`), so that reload and Back work; a link to a message adds its timestamp.

const placeInAddress = () => {
  const [channel = "", thread, message] = decodeURIComponent(location.hash.slice(1)).split("/");
  return { channel, thread: thread || null, message: message || null };
};

/** Shows the message that the address names, once; the address then names its place, so that the same link works again. */
const showMessage = () => {
  const { channel, thread, message } = state.place;
  reveal(thread ? "thread" : "channel", message);
  state = { ...state, place: { channel, thread } };
  history.replaceState(null, "", thread ? `#${channel}/${thread}` : `#${channel}`);
};

/** @param {import("./state.js").Place} place */
const go = ({ channel, thread }) => {
  location.hash = thread ? `${channel}/${thread}` : channel;
};

/** Runs once the page shows the place that `go` has just named: the address tells of its change first, then comes a frame. */
const afterPlace = (action) => setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => action())));

const openThread = (ts) => {
  go({ channel: state.place.channel, thread: ts });
  afterPlace(side.focus);
};

const closeThread = () => {
  if (state.place.thread === null) return;
  go({ channel: state.place.channel, thread: null });
  afterPlace(main.focus);
};

/** The bot has begun to answer what was just sent: shows its thread, unless one is being written in another. */
const followAnswer = () => {
  const { channel, ts } = /** @type {{channel: string, ts: string}} */ (state.awaiting);
  const busy = state.place.thread !== null && !side.isEmpty();
  state = { ...state, awaiting: null };
  if (busy || state.place.channel !== channel || state.place.thread === ts) return;
  state = withPlace(state, { channel, thread: ts });
  go(state.place);
  if (NARROW.matches) afterPlace(side.focus);
};

const showPlace = () => {
  closeMenu();
  const named = placeInAddress();
  // The page came without a place in its address, and then showed the first.
  const place = named.channel ? named : { ...named, channel: state.channels[0]?.id ?? "" };
  if (state.me && place.channel !== HOME.id && !state.channels.some(({ id }) => id === place.channel)) return;
  if (place.channel !== openChannel(state).id) announcer.silence();
  update((before) => withPlace(before, place));
};

const toggleMenu = (open) => {
  document.body.classList.toggle("menu-open", open);
  byId("menu").setAttribute("aria-expanded", String(open));
  // The list comes before its button on the page, so that Tab would never get there.
  if (open) afterPlace(() => byId("sidebar").querySelector("a")?.focus());
};
const closeMenu = () => {
  if (byId("sidebar").contains(document.activeElement)) byId("menu").focus();
  toggleMenu(false);
};

byId("channel").append(container.element, main.element);
byId("thread").append(side.element);
acceptDrops(byId("channel"), main, () => channelLabel(state, openChannel(state)));
acceptDrops(byId("thread"), side, () => "this thread");
drawWelcome(byId("welcome"), {
  ask: () => {
    const general = state.channels.find(({ is_im }) => !is_im);
    if (general) go({ channel: general.id, thread: null });
    afterPlace(() => main.write("@Footnote "));
  },
  share: () => {
    const dm = state.channels.find(({ is_im }) => is_im);
    if (dm) go({ channel: dm.id, thread: null });
    main.pick();
  },
  commands: () => main.write("/"),
});

byId("inspect").addEventListener("click", inspector.open);
byId("thread-close").addEventListener("click", closeThread);
byId("thread-rename").addEventListener("click", async () => {
  const { channel, thread } = state.place;
  if (!thread) return;
  const title = await askForTitle(state.titles[`${channel}:${thread}`] ?? "");
  if (title) deeds.rename(thread, title);
});
byId("menu").addEventListener("click", () => toggleMenu(!document.body.classList.contains("menu-open")));
byId("sidebar").addEventListener("click", (event) => {
  if (!(event.target instanceof Element) || !event.target.closest("a")) return;
  closeMenu();
  if (!NARROW.matches) afterPlace(main.focus);
});
byId("channel").addEventListener("click", (event) => {
  if (event.target instanceof Node && !byId("menu").contains(event.target)) closeMenu();
});
addEventListener("hashchange", showPlace);
addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || document.querySelector("dialog[open], :popover-open")) return;
  if (document.body.classList.contains("menu-open")) return closeMenu();
  closeThread();
});
// A file that misses its pane must not replace the page.
for (const name of ["dragover", "drop"]) addEventListener(name, (event) => event.preventDefault());

state = { ...state, place: placeInAddress() };
if (!NARROW.matches) main.focus();
void stayConnected({
  onState: (snapshot) => update((before) => withSnapshot(before, snapshot)),
  onEvent: (event) => {
    update((before) => withEvent(before, event));
    announcer.hear(state, event);
  },
  onBotRunning: () => update((before) => ({ ...before, bot_running: true })),
  onConnection: (connected) => update((before) => ({ ...before, connected })),
});
