// Slack's blocks as elements: section, context, header, divider, markdown, table, image, and what can be pressed.

import { control } from "./controls.js";
import { el } from "./dom.js";
import { slackPicture } from "./files.js";
import { renderMarkdown, tableElement } from "./markdown.js";
import { link, render } from "./mrkdwn.js";

/** @typedef {import("./mrkdwn.js").Names} Names */
/** @typedef {import("./controls.js").Press} Press */

/** @param {any} block @param {Names} names @param {Press} press @returns {HTMLElement | null} nothing for a type that this page cannot show, a person's `rich_text` among them */
export const blockElement = (block, names, press) => {
  switch (block.type) {
    case "section": {
      const text = textObject(block.text, names);
      const beside = control(block.accessory, press, names);
      // Without words of its own, a menu is told by what it stands beside.
      if (!block.accessory?.placeholder) beside?.querySelector("select")?.setAttribute("aria-label", text.map((node) => node.textContent).join(" "));
      return el("div", { class: "section" }, ...text,
        block.fields?.length > 0 && el("div", { class: "fields" }, ...block.fields.map((field) => el("div", {}, ...textObject(field, names)))),
        beside);
    }
    case "context":
      return el("div", { class: "context" }, ...block.elements.flatMap((element) => textObject(element, names)));
    case "header":
      return el("h3", {}, String(block.text?.text ?? ""));
    case "task_card":
      return el("div", { class: `task ${["complete", "error"].includes(block.status) ? block.status : "under-way"}` },
        el("span", { class: "task-title" }, String(block.title ?? "")),
        block.details && el("span", { class: "task-details" }, String(block.details)),
        el("span", { class: "unseen" }, block.status === "complete" ? "done" : block.status === "error" ? "failed" : "under way"));
    case "divider":
      return el("hr");
    case "markdown":
      return el("div", { class: "section" }, ...renderMarkdown(String(block.text ?? ""), names));
    case "table":
      return tableElement(block.rows.map((row) => row.map((cell) => cellContent(cell, names))),
        (block.column_settings ?? []).map((column) => (["center", "right"].includes(column?.align) ? column.align : undefined)));
    case "actions":
      return el("div", { class: "actions" }, ...block.elements.map((element) => control(element, press, names)));
    case "context_actions":
      return el("div", { class: "context-actions" }, ...block.elements.map((element) => control(element, press, names)));
    case "image":
      return block.slack_file?.id ? slackPicture(String(block.slack_file.id), String(block.alt_text ?? ""), block.title?.text) : null;
    default:
      return null;
  }
};

const textObject = (object, names) => {
  if (object?.type === "mrkdwn") return render(String(object.text ?? ""), names);
  const text = object?.text ?? object?.alt_text;
  return text ? [el("p", {}, String(text))] : [];
};

const cellContent = (cell, names) => {
  if (cell.type === "raw_text") return [document.createTextNode(String(cell.text ?? ""))];
  return (cell.elements ?? []).flatMap((section) => (section.elements ?? []).map((element) => richText(element, names)));
};

const richText = (element, names) => {
  if (element.type === "link" && /^https?:\/\//.test(element.url)) return link(element.url, String(element.text ?? element.url));
  if (element.type === "user") return el("span", { class: "mention" }, `@${names.user(String(element.user_id))}`);
  const text = document.createTextNode(String(element.text ?? element.url ?? ""));
  const tag = element.style?.code ? "code" : element.style?.bold ? "strong" : element.style?.italic ? "em" : element.style?.strike ? "s" : null;
  return tag ? el(tag, {}, text) : text;
};
