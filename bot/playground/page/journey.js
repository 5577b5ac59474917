// One journey as an element: its head, the axis that all stages share, and the stages in order, each with its marks on that axis.

import { el } from "./dom.js";
import { durationText } from "./durations.js";
import { DETAILS, rows } from "./journey_details.js";
import { plain } from "./mrkdwn.js";

/** @typedef {{from: number, to: number | null, state: string, label: string}} Span */
/** @typedef {{name: string, title: string, fact: string, state: string, spans: Span[]} & Record<string, any>} Stage */

const MOST_TICKS = 6;
const SIGNS = { good: "✓", doubtful: "!", bad: "✕", open: "…", none: "–" };
const SAID = { good: "went well", doubtful: "worth a look", bad: "failed", open: "under way", none: "did not happen" };
const NARROWEST_PERCENT = 0.4;

/** @param {number} length in milliseconds @returns {number[]} where the axis has its marks: round numbers, few enough to be read */
export const ticksOf = (length) => {
  const rough = length / MOST_TICKS;
  const power = 10 ** Math.floor(Math.log10(Math.max(rough, 1)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((candidate) => candidate >= rough) ?? power;
  return Array.from({ length: Math.floor(length / step) + 1 }, (_, i) => i * step);
};

/** @param {number} at @param {number} length @returns {number} percent of the axis */
export const percentOf = (at, length) => Math.min(100, Math.max(0, (at / length) * 100));

/**
 * @param {any} journey as `journey_json.py` tells it
 * @param {{names: import("./mrkdwn.js").Names, open: Set<string>, show: () => void}} options open: the keys of what is unfolded
 * @returns {HTMLElement}
 */
export const journeyElement = (journey, { names, open, show }) => {
  const { length } = journey;
  const user = journey.user ? names.user(journey.user) : "";
  return el("div", { class: "journey" },
    el("div", { class: "journey-head" },
      el("p", { class: "journey-question" }, plain(journey.text, names) || "without words"),
      el("p", { class: "journey-line" },
        el("span", { class: `outcome ${journey.state}` }, journey.is_over ? journey.outcome || "done" : "under way"),
        el("span", {}, `${user ? `${user}, ` : ""}${durationText(journey.ms)} in all`),
        el("button", { type: "button", class: "journey-link", "data-key": "show", onclick: show }, "Show the thread")),
      !journey.hears_log && el("p", { class: "journey-note" }, "The bot was started elsewhere, so its log is not heard: what only it knows is missing.")),
    axis(length, journey.downs),
    el("ol", { class: "stages" }, ...journey.stages.map((stage, i) => stageElement(stage, i + 1, { length, downs: journey.downs, open, names, stages: journey.stages }))),
    unfolding("log", open, "Log lines", `${journey.log.length}, as the bot wrote them`, () => rows(journey.log.map((line) => ({
      from: line.from, what: line.event, state: ["warning", "error"].includes(line.level) ? "doubtful" : "", told: Object.entries(line.fields).map(([name, value]) => `${name}=${value}`).join("  "),
    })))));
};

const axis = (length, downs) =>
  el("div", { class: "stage-grid axis", "aria-hidden": "true" }, el("span", {}),
    track(length, [], downs, ticksOf(length).map((at) => at > length * 0.9 ? null : placed(el("span", { class: "tick-label" }, at === 0 ? "0" : durationText(at)), at, length))));

const stageElement = (stage, number, { length, downs, open, names, stages }) => {
  const details = DETAILS[stage.name];
  return el("li", { class: `stage ${stage.state}`, "data-stage": stage.name },
    unfold(stage.name, open, [
      el("span", { class: "stage-grid" },
        el("span", { class: "stage-words" },
          el("span", { class: "stage-sign", title: SAID[stage.state] }, el("span", { class: "stage-number" }, String(number)), el("span", { class: "stage-mark", "aria-hidden": "true" }, SIGNS[stage.state])),
          el("span", { class: "stage-text" },
            el("span", { class: "stage-title" }, stage.title, el("span", { class: "unseen" }, `, ${SAID[stage.state]}`)),
            el("span", { class: "stage-fact" }, stage.fact))),
        track(length, stage.spans, downs)),
    ], () => details(stage, { open, names, length, stages })));
};

const track = (length, spans, downs, labels = []) =>
  el("span", { class: "track" },
    ...ticksOf(length).map((at) => placed(el("i", { class: "tick" }), at, length)),
    ...downs.map(({ from, to }) => stretched(el("i", { class: "away", title: "the bot was away" }), from, to ?? length, length)),
    ...spans.map((span) => {
      const ended = span.to ?? length;
      const words = `${span.label} at ${durationText(span.from)}${ended > span.from ? `, for ${durationText(ended - span.from)}` : ""}`;
      return stretched(el("i", { class: `bar ${span.state}${span.to !== null && span.to - span.from <= 0 ? " moment" : ""}`, title: words }), span.from, ended, length);
    }),
    ...labels);

const placed = (element, at, length) => {
  element.style.left = `${percentOf(at, length)}%`;
  return element;
};

const stretched = (element, from, to, length) => {
  const left = Math.min(percentOf(from, length), 100 - NARROWEST_PERCENT);
  element.style.left = `${left}%`;
  element.style.width = `${Math.max(NARROWEST_PERCENT, percentOf(to, length) - left)}%`;
  return element;
};

/** What unfolds, and is built only once it does. */
const unfold = (key, open, summary, build) => {
  const body = el("div", { class: "unfolded" });
  const fill = () => body.childElementCount === 0 && body.append(build());
  const element = el("details", { open: open.has(key), ontoggle: () => {
    if (element.open) open.add(key);
    else open.delete(key);
    if (element.open) fill();
  } }, el("summary", { "data-key": key }, ...summary), body);
  if (open.has(key)) fill();
  return element;
};

const unfolding = (key, open, title, fact, build) =>
  el("div", { class: "stage rest" }, unfold(key, open, [el("span", { class: "stage-grid" },
    el("span", { class: "stage-words" }, el("span", { class: "stage-text" }, el("span", { class: "stage-title" }, title), el("span", { class: "stage-fact" }, fact))))], build));
