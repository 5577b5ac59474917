// Markdown into DOM nodes, as far as Slack shows it: headings, emphasis, lists, quotes, tables, code, and links of http and https.

import { el } from "./dom.js";
import { angle, link, linksAsText, unescaped } from "./mrkdwn.js";

/** @typedef {import("./mrkdwn.js").Names} Names */

const FENCE = /^ {0,3}(?<mark>`{3,}|~{3,})/;
const HEADING = /^ {0,3}(?<marks>#{1,6})[ \t]+(?<text>.*)$/;
const RULE = /^ {0,3}(?:(?:- *){3,}|(?:\* *){3,}|(?:_ *){3,})$/;
const QUOTE = /^ {0,3}> ?/;
const ITEM = /^(?<indent>[ \t]*)(?<mark>[-*+•]|\d{1,9}[.)])[ \t]+(?<text>.*)$/;
const TABLE_RULE = /^[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$/;
const BAR = /(?<!\\)\|/;
const WORD = "[\\p{L}\\p{N}]";
const ADDRESS = "https?://[^\\s()<>]*(?:\\([^\\s()<>]*\\)[^\\s()<>]*)*";
const INLINE = new RegExp(
  [
    "\\\\(?<escape>[!-/:-@\\[-`{-~])",
    "``(?<double>(?:[^`\\n]|`(?!`))+)``",
    "`(?<code>[^`\\n]+)`",
    `!?\\[(?<label>[^\\[\\]\\n]+)\\]\\((?<address>${ADDRESS})(?: +"[^"\\n]*")?\\)`,
    "<(?<special>[^<>\\n]+)>",
    "(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?'\")\\]}*_~`])",
    "\\*\\*(?=\\S)(?<bold>(?:[^*\\n]|\\*(?!\\*))+)(?<=\\S)\\*\\*",
    "~~(?=\\S)(?<gone>(?:[^~\\n]|~(?!~))+)(?<=\\S)~~",
    "\\*(?=[^\\s*])(?<italic>[^*\\n]+)(?<=\\S)\\*",
    `(?<!${WORD})__(?=\\S)(?<strong>(?:[^_\\n]|_(?!_))+)(?<=\\S)__(?!${WORD})`,
    `(?<!${WORD})_(?=[^\\s_])(?<slant>(?:[^_\\n]|(?<=${WORD})_(?=${WORD}))+)(?<=\\S)_(?!${WORD})`,
  ].join("|"),
  "gu",
);
const TAGS = { bold: "strong", strong: "strong", italic: "em", slant: "em", gone: "s" };
const DEEPEST_EMPHASIS = 4;
const INDENT = 2;
const DEEPEST = 4;
const LARGE_HEADING = 2;

/** @param {string} text Markdown @param {Names} names @returns {Node[]} */
export const renderMarkdown = (text, names) => blocks(text.split("\n"), names);

/** @param {string} text Markdown @param {Names} names @returns {string} one line for a reader who hears it */
export const plainMarkdown = (text, names) =>
  renderMarkdown(text, names).map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();

const blocks = (lines, names) => {
  const nodes = [];
  let at = 0;
  /** The lines from here on that satisfy the test. */
  const run = (test) => {
    const start = at;
    while (at < lines.length && test(lines[at])) at += 1;
    return lines.slice(start, at);
  };
  while (at < lines.length) {
    const line = lines[at];
    const heading = HEADING.exec(line)?.groups;
    const fence = FENCE.exec(line)?.groups?.mark;
    if (line.trim() === "") at += 1;
    else if (fence) {
      at += 1;
      const code = run((next) => !(next.trim().startsWith(fence) && next.trim().replaceAll(fence[0], "") === ""));
      at += 1;
      nodes.push(el("pre", { tabindex: 0 }, el("code", {}, unescaped(code.join("\n")))));
    } else if (heading) {
      at += 1;
      const tag = heading.marks.length <= LARGE_HEADING ? "h3" : "h4";
      nodes.push(el(tag, {}, ...inline(heading.text.trimEnd().replace(/(?<=\s)#+$/, "").trimEnd(), names)));
    } else if (RULE.test(line)) {
      at += 1;
      nodes.push(el("hr"));
    } else if (isTable(lines, at)) {
      nodes.push(table(run((next) => next.includes("|")), names));
    } else if (QUOTE.test(line)) {
      // Slack does not nest quotes: every further mark is part of the first.
      const quoted = run((next) => QUOTE.test(next)).map((next) => next.replace(/^ {0,3}(?:> ?)+/, ""));
      nodes.push(el("blockquote", {}, ...blocks(quoted, names)));
    } else if (ITEM.test(line)) {
      nodes.push(el("ul", { class: "list" }, ...run((next) => ITEM.test(next) && !RULE.test(next)).map((next) => item(next, names))));
    } else {
      const first = at;
      const plain = run((next) => at === first || !(next.trim() === "" || startsBlock(next) || isTable(lines, at)));
      nodes.push(el("p", {}, ...plain.flatMap((next, i) => [...(i ? [el("br")] : []), ...inline(next, names)])));
    }
  }
  return nodes;
};

const startsBlock = (line) => [FENCE, HEADING, RULE, QUOTE, ITEM].some((mark) => mark.test(line));

const isTable = (lines, at) =>
  lines[at].includes("|") && at + 1 < lines.length && lines[at + 1].includes("|") && TABLE_RULE.test(lines[at + 1]);

const item = (line, names) => {
  const { indent = "", mark = "-", text = line } = ITEM.exec(line)?.groups ?? {};
  const depth = Math.min(Math.floor(indent.replaceAll("\t", "    ").length / INDENT), DEEPEST);
  const marker = /\d/.test(mark) ? mark : depth % 2 ? "◦" : "•";
  return el("li", { class: `depth-${depth}` }, el("span", { class: "marker" }, marker), el("span", {}, ...inline(text, names)));
};

const table = ([head, rule, ...rows], names) => {
  const sides = cells(rule).map((cell) => (cell.endsWith(":") ? (cell.startsWith(":") ? "center" : "right") : undefined));
  return tableElement([head, ...rows].map(cells).map((row) => row.map((cell) => inline(cell, names))), sides);
};

/**
 * @param {Node[][][]} rows the content of each cell, the head first
 * @param {(string | undefined)[]} sides how each column is aligned
 * @returns {HTMLElement}
 */
export const tableElement = ([head = [], ...rows], sides) => {
  const cell = (tag) => (content, i) => el(tag, { class: sides[i], ...(tag === "th" && { scope: "col" }) }, ...content);
  return el("div", { class: "table", tabindex: 0, role: "region", "aria-label": "Table" }, el("table", {},
    el("thead", {}, el("tr", {}, ...head.map(cell("th")))),
    el("tbody", {}, ...rows.map((row) => el("tr", {}, ...row.map(cell("td")))))));
};

const cells = (line) => {
  const bare = line.trim().replace(/^\|/, "").replace(/(?<!\\)\|$/, "");
  return bare.split(BAR).map((cell) => cell.trim().replaceAll("\\|", "|"));
};

const inline = (text, names, depth = 0) => {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const { escape, code, double, label, address, special, url, ...marked } = match.groups;
    nodes.push(unescaped(text.slice(end, match.index)));
    const [kind, inner] = Object.entries(marked).find(([, found]) => found !== undefined) ?? [];
    if (escape) nodes.push(escape);
    else if (code || double) nodes.push(el("code", {}, unescaped(linksAsText(code ?? double.trim()))));
    else if (label) nodes.push(link(unescaped(address), unescaped(label)));
    else if (special) nodes.push(angle(special, names, match[0]));
    else if (url) nodes.push(link(unescaped(url), unescaped(url)));
    else if (depth === DEEPEST_EMPHASIS) nodes.push(unescaped(match[0]));
    else nodes.push(el(TAGS[kind], {}, ...inline(inner, names, depth + 1)));
    end = match.index + match[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes.filter((node) => node !== "");
};
