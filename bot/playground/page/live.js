// Keeps the page in step with the server: one websocket, opened again with backoff, and the whole state read after each opening.

import { fetchState, openLive, Refused } from "./api.js";

const FIRST_WAIT_MS = 300;
const LONGEST_WAIT_MS = 5000;
const BOT_START_POLL_MS = 1500;

/**
 * @param {{onState: (state: import("./state.js").Snapshot) => void,
 *          onEvent: (event: import("./state.js").LiveEvent) => void,
 *          onBotRunning: () => void,
 *          onConnection: (connected: boolean) => void}} handlers
 */
export const stayConnected = async (handlers) => {
  let wait = FIRST_WAIT_MS;
  let everReady = false;
  const onReady = () => {
    wait = FIRST_WAIT_MS;
    everReady = true;
  };
  for (;;) {
    try {
      await session(handlers, onReady);
    } catch (error) {
      if (error instanceof Refused && everReady) return location.reload();
    }
    handlers.onConnection(false);
    await pause(wait * (0.75 + Math.random() / 2));
    wait = Math.min(wait * 2, LONGEST_WAIT_MS);
  }
};

/** One websocket from opening to end. Events that arrive while the state is being read are applied after it. */
const session = async ({ onState, onEvent, onBotRunning, onConnection }, onReady) => {
  // A refused websocket does not tell why; reading the state does, and there is something to look at meanwhile.
  const first = await fetchState();
  onState(first);
  const socket = openLive();
  /** @type {import("./state.js").LiveEvent[] | null} */
  let early = [];
  socket.addEventListener("message", ({ data }) => {
    const event = JSON.parse(data);
    if (early) early.push(event);
    else onEvent(event);
  });
  const closed = new Promise((resolve) => socket.addEventListener("close", () => resolve(false), { once: true }));
  const opened = new Promise((resolve) => socket.addEventListener("open", () => resolve(true), { once: true }));
  if (!(await Promise.race([opened, closed]))) return;

  try {
    const state = await fetchState();
    // Drawn anew, a menu that somebody has opened meanwhile would be gone.
    if (JSON.stringify(state) !== JSON.stringify(first)) onState(state);
    early.forEach(onEvent);
    early = null;
    onConnection(true);
    onReady();
    if (!state.bot_running) void untilBotRuns(socket).then((running) => running && onBotRunning());
    await closed;
  } finally {
    socket.close();
  }
};

/** The live feed does not tell when the bot has started, so the state is asked again until it has or the feed has ended. */
const untilBotRuns = async (socket) => {
  while (socket.readyState === WebSocket.OPEN) {
    await pause(BOT_START_POLL_MS);
    const running = await fetchState().then((state) => state.bot_running, () => false);
    if (running) return true;
  }
  return false;
};

/** @param {number} milliseconds */
const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
