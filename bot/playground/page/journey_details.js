// What each stage of a journey unfolds to: deliveries, facts, calls, pages, the messages list, the stream, verdicts.

import { el } from "./dom.js";
import { durationText } from "./durations.js";

/** @typedef {import("./journey.js").Stage} Stage */
/** @typedef {{open: Set<string>, names: import("./mrkdwn.js").Names, length: number, stages: Stage[]}} Context */

const number = new Intl.NumberFormat();
const SVG = "http://www.w3.org/2000/svg";
const SPARK = { width: 600, height: 56 };
const MOST_PAGES = 400;

/** @param {{from: number, what: string, state?: string, took?: string, told?: string, more?: [string, string][], key?: string}[]} listed @returns {HTMLElement} a time each, what, and what came of it */
export const rows = (listed) =>
  listed.length === 0 ? el("p", { class: "nothing" }, "None.") : el("ol", { class: "rows", "data-scroll": "rows" }, ...listed.map((row) => {
    const line = [
      el("span", { class: "row-at" }, `+${durationText(row.from)}`), el("span", { class: "row-what" }, row.what),
      el("span", { class: `row-told ${row.state ?? ""}` }, row.told ?? ""), el("span", { class: "row-took" }, row.took ?? ""),
    ];
    if (!row.more?.length) return el("li", { class: "row" }, ...line);
    return el("li", {}, el("details", {}, el("summary", { class: "row" }, ...line),
      ...row.more.filter(([, text]) => text).flatMap(([title, text]) => [el("h4", {}, title), code(text)])));
  }));

const code = (text) => el("pre", { class: "raw", tabindex: 0 }, text);

const facts = (pairs) => el("dl", { class: "facts" }, ...pairs.map(([name, value]) => el("div", {}, el("dt", {}, name), el("dd", {}, value))));

const heading = (text) => el("h3", { class: "part" }, text);

const box = (...children) => el("div", {}, ...children);

const tokensText = (tokens) => `${number.format(tokens)} ${tokens === 1 ? "token" : "tokens"}`;

const callRows = (calls) => rows(calls.map((call) => ({
  from: call.from, what: call.method, state: call.ok ? "good" : "bad", told: call.outcome, took: call.ms === null ? "" : durationText(call.ms),
  more: [["Arguments", Object.entries(call.args).map(([name, value]) => `${name}: ${value}`).join("\n")], ["Answer", call.answer]],
})));

/** @param {Stage} stage */
const delivered = ({ deliveries }) => rows(deliveries.map((one) => ({
  from: one.from,
  what: `${one.what}${one.event_id ? ` ${one.event_id}` : ""}`,
  state: one.acked ? (one.again ? "doubtful" : "good") : "bad",
  told: `${one.acked ? "acknowledged" : one.ms === null ? "waiting" : `not acknowledged: ${one.why}`}${one.again ? ", known already" : ""}${one.number && !one.again ? `, retry ${one.number} (${one.reason})` : ""}`,
  took: one.ms === null ? "" : durationText(one.ms),
  more: [["Body", one.body]],
})));

const read = ({ calls, downloads, files }) => box(
  files.length > 0 && heading("Files"),
  files.length > 0 && rows(files.map(({ event, from, fields }) => ({
    from, what: `${fields.file}`, state: event === "file read" ? "good" : "doubtful",
    told: event === "file read" ? `read as ${fields.kind}, ${fields.pages} ${fields.pages === "1" ? "page" : "pages"}` : `not read: ${fields.detail}`,
  }))),
  downloads.length > 0 && heading("Downloads"),
  downloads.length > 0 && rows(downloads.map(({ file, from, ok }) => ({ from, what: file, state: ok ? "good" : "bad", told: ok ? "sent" : "refused" }))),
  calls.length > 0 && heading("Calls that read"),
  calls.length > 0 && callRows(calls),
  calls.length + downloads.length + files.length === 0 && el("p", { class: "nothing" }, "Nothing had to be asked of Slack: the thread and its files were known."));

const pages = ({ documents }) => documents.length === 0
  ? el("p", { class: "nothing" }, "No document was part of what the model was sent.")
  : box(...documents.flatMap(({ name, pages: held }) => {
    const most = Math.max(...held.map(({ tokens }) => tokens), 1);
    return [heading(name), el("ol", { class: "pages", "data-scroll": `pages-${name}` }, ...held.slice(0, MOST_PAGES).map(({ anchor, tokens }) =>
      el("li", { class: "page" }, el("span", { class: "page-anchor" }, anchor), gauge(tokens / most), el("span", { class: "page-weight" }, `≈ ${tokensText(tokens)}`)))),
      held.length > MOST_PAGES && el("p", { class: "nothing" }, `and ${held.length - MOST_PAGES} more`)].filter(Boolean);
  }));

const gauge = (share) => {
  const fill = el("i", {});
  fill.style.width = `${Math.max(1, share * 100)}%`;
  return el("span", { class: "gauge", "aria-hidden": "true" }, fill);
};

const sent = ({ exchanges, note }, { open }) => box(
  note && el("p", { class: "journey-note" }, note),
  ...exchanges.flatMap((exchange, i) => [
    heading(exchanges.length > 1 ? `Request ${i + 1} of ${exchanges.length}` : "Request"),
    facts([["model", exchange.model], ["tokens", `${exchange.is_counted ? "" : "≈ "}${number.format(exchange.tokens)}`],
      ...(exchange.failed ? [["failed", exchange.status >= 400 ? `HTTP ${exchange.status}` : "broken off"]] : []),
      ...Object.entries(exchange.parameters), ["request id", exchange.request]]),
    weights(exchange.messages),
    el("ol", { class: "sent" }, ...exchange.messages.map((message, j) => sentMessage(message, `${i}-${j}`, open))),
  ]),
  exchanges.length === 0 && el("p", { class: "nothing" }, "The model was not asked."));

/** How the messages share the list's weight, as one bar. */
const weights = (messages) => el("div", { class: "weights", "aria-hidden": "true" }, ...messages.map(({ role, tokens }) => {
  const part = el("i", { class: `weight ${role}`, title: `${role}: ≈ ${tokensText(tokens)}` });
  part.style.flexGrow = String(Math.max(tokens, 1));
  return part;
}));

const sentMessage = ({ role, text, characters, images, tokens }, place, open) => {
  const key = `message-${place}`;
  const element = el("details", { class: "sent-message", open: open.has(key), ontoggle: () => (element.open ? open.add(key) : open.delete(key)) },
    el("summary", { "data-key": key }, el("span", { class: `role ${role}` }, role), el("span", { class: "sent-start" }, text.trim().slice(0, 160)),
      el("span", { class: "row-took" }, `≈ ${tokensText(tokens)}${images ? ` and ${images} ${images === 1 ? "image" : "images"}` : ""}`)),
    code(text),
    characters > text.length && el("p", { class: "nothing" }, `and ${number.format(characters - text.length)} characters more`));
  return el("li", {}, element);
};

const stream = (_stage, { stages }) => {
  const { exchanges } = /** @type {any} */ (stages.find(({ name }) => name === "sent"));
  const spoken = exchanges.filter(({ characters }) => characters > 0);
  return spoken.length === 0 ? el("p", { class: "nothing" }, "No text came.") : box(...spoken.flatMap((exchange, i) => [
    spoken.length > 1 && heading(`Answer ${i + 1} of ${spoken.length}`),
    facts([["first word after", durationText(exchange.first_ms)], ["all of it", exchange.ms === null ? "still coming" : durationText(exchange.ms)],
      ["characters", number.format(exchange.characters)], ...(exchange.completion_tokens === null ? [] : [["tokens", number.format(exchange.completion_tokens)]]),
      ["finish reason", exchange.failed ? "broken off" : exchange.finish || "not yet"]]),
    course(exchange),
    code(exchange.text),
  ].filter(Boolean)));
};

/** How the text grew: time to the right, characters upwards. */
const course = ({ course: points, from, characters }) => {
  const last = points.at(-1)?.[0] ?? from;
  const begun = points[0]?.[0] ?? from;
  const span = Math.max(last - begun, 1);
  const at = ([when, count]) => [((when - begun) / span) * SPARK.width, SPARK.height - (count / characters) * (SPARK.height - 4)];
  const line = points.map(at).map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("class", "course");
  svg.setAttribute("viewBox", `0 0 ${SPARK.width} ${SPARK.height}`);
  svg.setAttribute("preserveAspectRatio", "none");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", `${number.format(characters)} characters within ${durationText(span)}`);
  for (const [name, d] of [["area", `M0 ${SPARK.height}L${line.join("L")}L${SPARK.width} ${SPARK.height}Z`], ["line", `M${line.join("L")}`]]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("class", name);
    path.setAttribute("d", d);
    svg.append(path);
  }
  return svg;
};

const VERDICTS = {
  supported: "stands on the page that it cites", mended: "stands on another page, which is cited now", added: "cited nothing; its page was found",
  computed: "worked out from figures on its pages", unseen: "cites an image, which code can't check", unverified: "marked [unverified]", bare: "has no place behind it",
};

const checks = ({ facts: told }) => {
  const verdicts = told.filter(([name]) => name in VERDICTS);
  const all = verdicts.reduce((sum, [, count]) => sum + Number(count), 0);
  return box(
    all > 0 && el("ul", { class: "pages verdicts" }, ...verdicts.filter(([, count]) => count !== "0").map(([name, count]) =>
      el("li", { class: `page ${["unseen", "unverified", "bare"].includes(name) ? "doubtful" : ""}` }, el("span", { class: "page-anchor" }, `${count} ${name}`), gauge(Number(count) / all), el("span", { class: "page-weight" }, VERDICTS[name])))),
    all === 0 && verdicts.length > 0 && el("p", { class: "nothing" }, "The answer makes no claim that has to be checked."),
    facts(told.filter(([name]) => !(name in VERDICTS))));
};

/** @type {Record<string, (stage: Stage, context: Context) => HTMLElement>} */
export const DETAILS = { delivered, question: ({ facts: told }) => facts(told), read, pages, sent, stream, checks, calls: ({ calls }) => callRows(calls) };
