// The panel of faults: a switch each, with what a person should see happen; it stays open beside what one goes on doing.

import { fetchFaults, turnFault } from "./api.js";
import { el, icon } from "./dom.js";

/** @typedef {{name: string, group: string, kind: "while" | "next" | "now", title: string, see: string, on: boolean, unavailable: string}} Switch */

const CROSS = "m5 5 10 10M15 5 5 15";
const POLL_MS = 1000;
const ALL = "all";

/** @param {HTMLElement} opener the button in the page's head @returns what tells the panel whether the bot runs */
export const createFaults = (opener) => {
  /** @type {Switch[]} */
  let switches = [];
  let timer = 0;
  let drawn = "";
  let running = true;

  const list = el("div", { class: "fault-list", "data-scroll": "faults" });
  const problem = el("p", { class: "problem", role: "alert" });
  const state = el("p", { class: "fault-bot", role: "status" });
  const reset = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: "block-button", onclick: () => turn(ALL, false) }, "Reset all"));
  const close = el("button", { type: "button", class: "icon-button", "aria-label": "Close faults", title: "Close (Esc)", onclick: () => toggle(false) }, icon(CROSS));
  const panel = el("section", { id: "faults", class: "faults", popover: "manual", role: "dialog", "aria-labelledby": "faults-title" },
    el("div", { class: "faults-header" }, el("h2", { id: "faults-title" }, "Faults"), reset, close),
    state, list, problem);
  document.body.append(panel);

  const isOpen = () => panel.matches(":popover-open");

  const toggle = (/** @type {boolean} */ is) => {
    if (is === isOpen()) return;
    panel.togglePopover(is);
    opener.setAttribute("aria-expanded", String(is));
    if (!is) return opener.focus();
    problem.textContent = "";
    void refresh().then(() => /** @type {HTMLElement | null} */ (list.querySelector("button:not([aria-disabled])"))?.focus());
  };

  const refresh = async () => {
    clearTimeout(timer);
    await fetchFaults().then(take, () => undefined);
    if (isOpen()) timer = setTimeout(refresh, POLL_MS);
  };

  const turn = async (name, on) => {
    problem.textContent = "";
    try {
      take(await turnFault(name, on));
    } catch (error) {
      problem.textContent = `Not done: ${error instanceof Error ? error.message : "unknown error"}.`;
    }
  };

  const take = (told) => {
    switches = told.switches;
    const on = switches.filter((each) => each.on).length;
    opener.replaceChildren(...(on > 0 ? ["Faults ", el("span", { class: "fault-count" }, String(on), el("span", { class: "unseen" }, " on"))] : ["Faults"]));
    reset.disabled = on === 0;
    if (JSON.stringify(switches) === drawn) return;
    drawn = JSON.stringify(switches);
    const key = list.contains(document.activeElement) ? /** @type {HTMLElement} */ (document.activeElement).dataset.key : undefined;
    const groups = [...new Set(switches.map(({ group }) => group))];
    list.replaceChildren(...groups.map((group) => el("section", { "aria-label": group }, el("h3", {}, group),
      ...switches.filter((each) => each.group === group).map(row))));
    if (key) /** @type {HTMLElement | null} */ (list.querySelector(`[data-key="${key}"]`))?.focus();
  };

  /** @param {Switch} one */
  const row = (one) => {
    const away = one.unavailable !== "";
    const words = el("span", { class: "fault-words" }, el("span", { class: "fault-title" }, one.title), el("span", { class: "fault-see" }, away ? `Not here: ${one.unavailable}.` : one.see));
    const act = () => !away && turn(one.name, !one.on);
    const about = { type: "button", class: "fault", "data-key": one.name, "aria-disabled": away && "true", onclick: act };
    if (one.kind === "now") return el("button", about, words, el("span", { class: "fault-deed" }, "Now"));
    return el("button", { ...about, role: "switch", "aria-checked": String(one.on) }, words,
      el("span", { class: one.kind === "next" ? "fault-switch next" : "fault-switch", "aria-hidden": "true" }));
  };

  opener.addEventListener("click", () => toggle(!isOpen()));
  addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !isOpen() || document.querySelector("dialog[open], :popover-open:not(#faults)")) return;
    event.preventDefault();
    toggle(false);
  });
  void refresh();

  return {
    /** @param {boolean} is whether the bot runs */
    setRunning: (is) => {
      if (is === running && state.textContent) return;
      running = is;
      state.textContent = is ? "Footnote is running." : "Footnote is down, and is started again.";
      state.classList.toggle("down", !is);
    },
  };
};
