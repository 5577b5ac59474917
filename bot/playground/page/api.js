// Calls the playground's own endpoints with the page's token; knows nothing of what is on the screen.

const token = document.querySelector('meta[name="playground-token"]')?.getAttribute("content") ?? "";

/** Whom this tab stands for, as its address names them; empty where that is oneself. */
const person = new URLSearchParams(globalThis.location?.search ?? "").get("as") ?? "";

/** @param {string} path of the playground's own @returns {URL} as whom this tab stands for calls it */
const own = (path) => {
  const url = new URL(`/playground/${path}`, location.href);
  if (person) url.searchParams.set("as", person);
  return url;
};

/** @param {string} name of whom a tab is to stand for, empty for oneself @param {string} place what it is to show @returns {string} its address */
export const addressAs = (name, place) => `/${name && `?as=${encodeURIComponent(name)}`}#${place}`;

/** The server was started anew and no longer knows this page's token. */
export class Refused extends Error {}

/** @param {string} path @param {RequestInit} [options] @returns {Promise<Response>} */
const call = async (path, options = {}) => {
  const response = await fetch(own(path), {
    ...options,
    headers: { ...options.headers, "X-Playground-Token": token },
  });
  if (response.status === 401 || response.status === 403) throw new Refused("this page is from an earlier playground");
  if (!response.ok) throw new Error(`the playground answered ${response.status}`);
  return response;
};

/** The refusals that a person can mend, in words; the rest keep Slack's own. @type {Record<string, string>} */
const REASONS = {
  msg_too_long: "the text is longer than the 40,000 characters that Slack takes",
  thread_not_found: "the thread has been deleted",
  message_not_found: "the message is no longer there",
  not_acknowledged: "Footnote did not respond",
  not_found: "this window is no longer open",
  session_not_found: "only a conversation that Footnote has answered can be renamed",
  nothing_to_stop: "there is nothing to stop any more",
  not_available: "it is not there at the moment",
  file_not_found: "a file is no longer there; attach it again",
};

/** @param {Response} response @returns {Promise<any>} the body, unless it says `ok: false` */
const body = async (response) => {
  const parsed = await response.json();
  if (parsed.ok === false) throw new Error(REASONS[parsed.error] ?? parsed.error ?? "refused");
  return parsed;
};

/** @returns {Promise<import("./state.js").Snapshot>} */
export const fetchState = async () => body(await call("state"));

/**
 * @param {{channel: string, thread_ts?: string, text: string, file_ids: string[]}} message
 * @returns {Promise<{ok: true, ts: string}>}
 */
export const postMessage = async (message) =>
  body(await call("messages", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(message),
  }));

/**
 * @param {"edit" | "delete" | "react" | "stop" | "click" | "command" | "shortcut" | "home" | "tab" | "rename"} name
 * @param {{channel: string, ts?: string, text?: string, action_id?: string, value?: string}} meant
 */
export const act = async (name, meant) =>
  body(await call(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(meant) }));

/**
 * @param {"submit" | "close"} name
 * @param {{view: string, values?: import("./modal.js").Values}} meant a view of a modal, and what was filled in
 */
export const actOnView = async (name, meant) =>
  body(await call(name, { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(meant) }));

/**
 * @param {string} actionId a control of the Home tab or, with a view's id, of a modal
 * @param {string} value what was chosen @param {string} [view]
 */
export const use = async (actionId, value, view = "") =>
  body(await call("use", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ view, action_id: actionId, value }) }));

/** @param {string} step @param {Record<string, string>} inputs @returns {Promise<{run: string}>} the run's id */
export const runStep = async (step, inputs) =>
  body(await call("run", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ step, inputs }) }));

/** @param {File} file @returns {Promise<{id: string, name: string, size: number}>} */
export const uploadFile = async (file) => {
  const form = new FormData();
  form.append("file", file, file.name);
  return body(await call("files", { method: "POST", body: form }));
};

/** @param {string} id @returns {Promise<Blob>} */
export const fetchFile = async (id) => (await call(`files/${encodeURIComponent(id)}`)).blob();

/** @returns {Promise<{journeys: import("./inspector.js").Summary[]}>} the newest first */
export const fetchJourneys = async () => body(await call("journeys"));

/** @param {{id?: string, channel?: string, ts?: string}} meant a question, or a message that answers one @returns {Promise<{journey: any}>} */
export const fetchJourney = async (meant) => body(await call(`journey?${new URLSearchParams(/** @type {Record<string, string>} */ (meant))}`));

/** @returns {Promise<{switches: import("./faults.js").Switch[]}>} */
export const fetchFaults = async () => body(await call("faults"));

/** @param {string} name @param {boolean} on @returns {Promise<{switches: import("./faults.js").Switch[]}>} */
export const turnFault = async (name, on) =>
  body(await call("faults", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ name, on }) }));

/** @returns {WebSocket} */
export const openLive = () => {
  const url = own("live");
  url.protocol = location.protocol === "https:" ? "wss:" : "ws:";
  url.searchParams.set("token", token);
  return new WebSocket(url);
};
