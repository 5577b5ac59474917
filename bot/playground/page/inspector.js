// The inspector: a drawer with the newest questions and the journey of one of them, kept up to date while it is open.

import { fetchJourney, fetchJourneys } from "./api.js";
import { el, icon, reconcile } from "./dom.js";
import { durationText } from "./durations.js";
import { journeyElement } from "./journey.js";
import { plain } from "./mrkdwn.js";

/** @typedef {{id: string, channel: string, thread: string, text: string, user: string, at: number, ms: number, is_over: boolean,
 *             outcome: string, state: string}} Summary */

const CROSS = "m5 5 10 10M15 5 5 15";
const BACK = "M12 4.500 6.500 10l5.500 5.500";
const POLL_MS = 700;
const SECONDS = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false });

/** @param {{names: () => import("./mrkdwn.js").Names, go: (channel: string, thread: string) => void}} options go: shows the thread on the page */
export const createInspector = ({ names, go }) => {
  /** @type {{id?: string, channel?: string, ts?: string} | null} what is shown: a question, or the one that a message answers */
  let wanted = null;
  let timer = 0;
  /** What was drawn last, as JSON: what is the same is not drawn again, so that what one reads stays put. */
  let drawn = { list: "", journey: "" };
  /** @type {Set<string>} */
  const open = new Set();

  const list = el("ol", { "aria-label": "Questions, the newest first" });
  const unknown = el("section", { class: "unknown", "aria-labelledby": "unknown-title", hidden: true },
    el("h3", { id: "unknown-title" }, "Unknown methods"),
    el("p", {}, "They were called, and answered with ", el("code", {}, "unknown_method"), ": this Slack does not have them."),
    el("ul", {}));
  const side = el("div", { class: "journeys" }, unknown, list);
  const view = el("div", { class: "journey-view", tabindex: 0, role: "region", "aria-label": "Journey" });
  const back = el("button", { type: "button", class: "icon-button inspector-back", "aria-label": "All questions", title: "All questions", onclick: () => choose(null) }, icon(BACK));
  const dialog = /** @type {HTMLDialogElement} */ (el("dialog", { class: "inspector", "aria-labelledby": "inspector-title" },
    el("div", { class: "inspector-header" }, back,
      el("h2", { id: "inspector-title" }, "Inspector"),
      el("p", { class: "inspector-about" }, "How each answer came about"),
      el("button", { type: "button", class: "icon-button", "aria-label": "Close", title: "Close (Esc)", onclick: () => dialog.close() }, icon(CROSS))),
    el("div", { class: "inspector-body" }, side, view)));
  dialog.addEventListener("close", () => clearTimeout(timer));
  // A press beside the drawer closes it, as it does with what slides over a page everywhere.
  dialog.addEventListener("mousedown", (event) => {
    if (event.target === dialog) dialog.close();
  });

  /** @param {{id?: string, channel?: string, ts?: string} | null} next */
  const choose = (next) => {
    wanted = next;
    drawn.journey = "";
    view.scrollTop = 0;
    open.clear();
    void refresh();
  };

  const refresh = async () => {
    clearTimeout(timer);
    const asked = wanted;
    try {
      const { journeys } = await fetchJourneys();
      // Beside the list the newest is shown; where there is room for one of them only, the list comes first.
      const shown = asked ?? (matchMedia("(min-width: 900px)").matches && journeys[0] ? { id: journeys[0].id } : null);
      const found = shown && (await fetchJourney(shown).catch(() => null))?.journey;
      if (asked !== wanted) return;
      if (found && !wanted?.id && wanted) wanted = { id: found.id };
      draw(journeys, found ?? null, shown !== null);
    } catch {
      // The playground is away for a moment; the next round shows it.
    }
    if (dialog.open) timer = setTimeout(refresh, POLL_MS);
  };

  const draw = (journeys, found, isAsked) => {
    const turns = dialog.classList.toggle("shows-journey", isAsked) && back.checkVisibility() && !view.contains(document.activeElement);
    const listed = JSON.stringify([journeys, found?.id]);
    if (listed !== drawn.list) keepingFocus(list, () => list.replaceChildren(...journeys.map((one) => entry(one, found?.id))));
    const told = JSON.stringify(found);
    if (told !== drawn.journey) keepingFocus(view, () => view.replaceChildren(...content(found, isAsked, journeys.length)));
    drawn = { list: listed, journey: told };
    // On a phone the list has given way, and what had the focus with it.
    if (turns && document.activeElement !== back && !list.checkVisibility()) back.focus();
  };

  const content = (found, isAsked, number) => {
    if (found) {
      const show = () => {
        dialog.close();
        go(found.channel, found.thread);
      };
      return [journeyElement(found, { names: names(), open, show })];
    }
    if (isAsked) return [el("p", { class: "journey-none" }, "Nothing is known of how this came about: it answers no question, or one of long ago.")];
    return [el("p", { class: "journey-none" }, number ? "Choose a question." : "Nothing was asked yet. Mention @Footnote, or write it a direct message.")];
  };

  /** @param {Summary} one @param {string | undefined} chosen */
  const entry = (one, chosen) => el("li", {}, el("button", { type: "button", class: `journey-entry ${one.state}`, "data-key": one.id,
    "aria-current": one.id === chosen ? "true" : undefined, onclick: () => choose({ id: one.id }) },
    el("span", { class: "journey-words" }, plain(one.text, names()) || "without words"),
    el("span", { class: "journey-meta" }, el("span", { class: `outcome ${one.state}` }, one.is_over ? one.outcome || "done" : "under way"),
      `${SECONDS.format(new Date(one.at * 1000))} · ${durationText(one.ms)}`)));

  const start = (next) => {
    if (!dialog.isConnected) document.body.append(dialog);
    if (!dialog.open) dialog.showModal();
    choose(next);
  };

  return {
    /** Tells of methods that were called and that there are not. @param {import("./state.js").UnknownMethod[]} methods the one called last comes last */
    setUnknown: (methods) => {
      unknown.hidden = methods.length === 0;
      const rows = methods.toReversed().map((method) => ({ key: method.name, version: [method.times, method.last_at], build: () => unknownRow(method) }));
      reconcile(/** @type {HTMLElement} */ (unknown.lastElementChild), rows);
    },
    /** Shows the newest questions. */
    open: () => start(null),
    /** Shows the question that a message answers. @param {import("./state.js").Message} message @param {string} channel */
    openFor: (message, channel) => start({ channel, ts: message.ts }),
  };
};

/** @param {import("./state.js").UnknownMethod} method */
const unknownRow = ({ name, times, first_at, last_at }) => {
  const [first, last] = [first_at, last_at].map((at) => SECONDS.format(new Date(at * 1000)));
  return el("li", {}, el("code", {}, ...name.split(/(?<=\.)/).flatMap((part) => [part, el("wbr")])),
    el("span", { class: "journey-meta" }, times === 1 ? `once, at ${last}` : `${times} times, ${first === last ? `at ${last}` : `from ${first} to ${last}`}`));
};

/** @param {HTMLElement} container @param {() => void} redraw what has the focus keeps it, and what was scrolled stays so */
const keepingFocus = (container, redraw) => {
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const key = container.contains(active) ? active?.dataset.key : undefined;
  const scrolled = [container, ...container.querySelectorAll("[data-scroll]")].map((each) => [each === container ? "" : each.getAttribute("data-scroll"), each.scrollTop]);
  redraw();
  for (const [name, top] of scrolled) {
    const again = name === "" ? container : container.querySelector(`[data-scroll="${CSS.escape(String(name))}"]`);
    if (again) again.scrollTop = Number(top);
  }
  if (key) /** @type {HTMLElement | null} */ (container.querySelector(`[data-key="${CSS.escape(key)}"]`))?.focus({ preventScroll: true });
};
