// Slack's mrkdwn: what a person typed into it, and from it into DOM nodes; untrusted text becomes text nodes and nothing else.

import { el } from "./dom.js";
import { placeOf } from "./permalinks.js";

/**
 * @typedef {{user: (id: string) => string, channel: (id: string) => string, conversations?: import("./state.js").Channel[]}} Names
 *   display names by id, and the conversations that one is in
 */

const WORD = "[\\p{L}\\p{N}]";
// A marker between two letters belongs to the word: `_read: my_file.pdf_` is one stretch of italics.
const EMPHASIS = `(?<!${WORD})(?<marker>[*_~])(?=\\S)(?<inner>(?:(?!\\k<marker>)[^\\n]|(?<=${WORD})\\k<marker>(?=${WORD}))+)(?<=\\S)\\k<marker>(?!${WORD})`;
const INLINE = new RegExp(
  `\`(?<code>[^\`\\n]+)\`|<(?<special>[^<>\\n]+)>|(?<url>https?://[^\\s<>|]*[^\\s<>|.,;:!?'")\\]}*_~\`])|${EMPHASIS}`,
  "gu",
);
const FENCE = /```\n?([\s\S]*?)(?:\n?```|$)\n?/g;
// Slack does not nest quotes: every further mark is part of the first.
const QUOTE = /^(?:(?:&gt;|>) ?)+/;
const ITEM = /^(?<indent>\s*)(?<mark>[•◦▪‣-]|\*(?= )|\d{1,3}[.)]) +(?<text>.*)$/u;
const TAGS = { "*": "strong", "_": "em", "~": "s" };
const INDENT = 2;
const DEEPEST = 4;
const DEEPEST_EMPHASIS = 4;

/** @param {string} text mrkdwn, escaped as Slack keeps it @param {Names} names @returns {Node[]} */
export const render = (text, names) => {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(FENCE)) {
    nodes.push(...lines(text.slice(end, match.index), names));
    nodes.push(el("pre", { tabindex: 0 }, el("code", {}, unescaped(linksAsText(match[1])))));
    end = match.index + match[0].length;
  }
  return [...nodes, ...lines(text.slice(end), names)];
};

/**
 * What Slack's own composer makes of typed text: `@Name` and `#name` are mentions, the rest is escaped, code is left alone.
 *
 * @param {string} typed
 * @param {{id: string, name: string}[]} users
 * @param {{id: string, name: string}[]} [channels]
 * @returns {string} mrkdwn
 */
export const encode = (typed, users, channels = []) => {
  const known = [...users.map(({ id, name }) => ({ sign: "@", id, name })), ...channels.map(({ id, name }) => ({ sign: "#", id, name }))]
    .filter(({ name }) => name);
  const ids = new Map(known.map(({ sign, id, name }) => [`${sign}${name}`.toLowerCase(), `<${sign}${id}>`]));
  const names = known.map(({ sign, name }) => `${sign}${name}`).sort((a, b) => b.length - a.length).map(asPattern).join("|");
  const mention = new RegExp(`(?<code>\`\`\`[\\s\\S]*?(?:\`\`\`|$)|\`[^\`\\n]+\`)|(?<![\\p{L}\\p{N}_/&])(?<name>${names})(?![\\p{L}\\p{N}_])`, "giu");
  return escaped(typed).replace(mention, (whole, ...rest) => {
    const { code, name } = rest.at(-1);
    return code || !name ? whole : ids.get(name.toLowerCase());
  });
};

/** @param {string} text mrkdwn @param {Names} names @returns {string} what was typed, to be changed and encoded again */
export const decode = (text, names) =>
  unescaped(text.replace(/<([^<>\n]+)>/g, (whole, special) => {
    const [target, label] = special.split("|");
    if (/^@[UW]/.test(target)) return `@${names.user(target.slice(1))}`;
    if (target.startsWith("#")) return `#${label || names.channel(target.slice(1))}`;
    return /^https?:\/\//.test(target) ? target : whole;
  }));

/** @param {string} text @param {Names} names @returns {string} one line for a reader who hears it */
export const plain = (text, names) => render(text, names).map((node) => node.textContent).join(" ").replace(/\s+/g, " ").trim();

/** Paragraphs, quotes and lists, from lines that hold no fence. */
const lines = (text, names) => {
  const nodes = [];
  for (const group of grouped(text.split("\n"))) {
    if (group.kind === "quote") nodes.push(el("blockquote", {}, ...lines(group.lines.join("\n"), names)));
    if (group.kind === "list") nodes.push(el("ul", { class: "list" }, ...group.lines.map((line) => item(line, names))));
    if (group.kind === "text") nodes.push(el("p", {}, ...group.lines.flatMap((line, i) => [i ? el("br") : null, ...inline(line, names)]).filter(Boolean)));
  }
  return nodes;
};

/** Neighbouring lines of one kind; a blank line ends a paragraph. */
const grouped = (all) => {
  const groups = [];
  for (const line of all) {
    const kind = line.trim() === "" ? "blank" : QUOTE.test(line) ? "quote" : ITEM.test(line) ? "list" : "text";
    const content = kind === "quote" ? line.replace(QUOTE, "") : line;
    const last = groups.at(-1);
    if (last?.kind === kind) last.lines.push(content);
    else groups.push({ kind, lines: [content] });
  }
  return groups;
};

const item = (line, names) => {
  const { indent = "", mark = "•", text = line } = ITEM.exec(line)?.groups ?? {};
  const depth = Math.min(Math.floor(indent.length / INDENT), DEEPEST);
  const marker = /\d/.test(mark) ? mark : depth % 2 ? "◦" : "•";
  return el("li", { class: `depth-${depth}` }, el("span", { class: "marker" }, marker), el("span", {}, ...inline(text, names)));
};

const inline = (text, names, depth = 0) => {
  const nodes = [];
  let end = 0;
  for (const match of text.matchAll(INLINE)) {
    const { code, special, url, marker, inner } = match.groups;
    nodes.push(unescaped(text.slice(end, match.index)));
    if (code) nodes.push(el("code", {}, unescaped(linksAsText(code))));
    else if (special) nodes.push(angle(special, names, match[0]));
    else if (url) nodes.push(link(unescaped(url), unescaped(url)));
    else if (depth === DEEPEST_EMPHASIS) nodes.push(unescaped(match[0]));
    else nodes.push(el(TAGS[marker], {}, ...inline(inner, names, depth + 1)));
    end = match.index + match[0].length;
  }
  nodes.push(unescaped(text.slice(end)));
  return nodes.filter((node) => node !== "");
};

/**
 * What stands between angle brackets (docs.slack.dev/messaging/formatting-message-text).
 *
 * @param {string} special @param {Names} names @param {string} whole what to show where it is nothing special
 * @returns {Node}
 */
export const angle = (special, names, whole) => {
  const [target, ...rest] = special.split("|");
  const label = unescaped(rest.join("|"));
  if (/^@[UW]/.test(target)) return el("span", { class: "mention" }, `@${names.user(target.slice(1))}`);
  if (target.startsWith("#")) return el("span", { class: "mention" }, `#${label || names.channel(target.slice(1))}`);
  if (/^!(here|channel|everyone)$/.test(target)) return el("span", { class: "mention loud" }, `@${target.slice(1)}`);
  if (target.startsWith("!subteam^")) return el("span", { class: "mention" }, label || "@group");
  if (target.startsWith("!date^")) return document.createTextNode(label);
  if (/^https?:\/\//.test(target)) return link(unescaped(target), label || unescaped(target));
  if (target.startsWith("mailto:")) return document.createTextNode(label || target.slice("mailto:".length));
  return document.createTextNode(unescaped(whole));
};

/** @param {string} address @param {string} label @returns {Node} a link; to a message of this playground, one that stays on the page */
export const link = (address, label) => {
  if (!URL.canParse(address)) return document.createTextNode(label);
  const place = placeOf(address);
  if (place) return el("a", { href: place, title: "Go to the message", "data-action": place }, label);
  return el("a", { href: address, target: "_blank", rel: "noopener noreferrer nofollow", title: address }, label);
};

/** @param {string} code @returns {string} */
export const linksAsText = (code) => code.replace(/<(https?:\/\/[^<>|\n]+)(?:\|([^<>\n]*))?>/g, (_, address, label) => label || address);

const escaped = (text) => text.replace(/&/g, "&amp;").replace(/</g, "&lt;").replace(/>/g, "&gt;");

/** @param {string} text @returns {string} without Slack's three entities */
export const unescaped = (text) => text.replace(/&lt;/g, "<").replace(/&gt;/g, ">").replace(/&amp;/g, "&");

const asPattern = (text) => escaped(text).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
