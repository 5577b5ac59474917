// The inputs of a modal: each with its label, its hint, what is wrong with it, and what has been filled in.

import { el } from "./dom.js";
import { offered } from "./lists.js";
import { render } from "./mrkdwn.js";

/** @typedef {import("./mrkdwn.js").Names} Names */
/** @typedef {{key: string, blockId: string, actionId: string, element: HTMLElement, read: () => string | string[],
 *             write: (given: string | string[]) => void, focus: () => void, complain: (error: string) => void}} Field */

/** The elements that are several inputs under one label. */
const GROUPS = new Set(["checkboxes", "radio_buttons", "multi_conversations_select", "multi_users_select"]);
const ROWS = 4;
const TOLD_FROM = 0.8; // Of the length that fits, from there on what is left is told.

/** @param {any} block an `input` block @param {number} index @param {Names} names @returns {Field} */
export const createField = (block, index, names) => {
  const { element } = block;
  const id = `field-${index}`;
  const error = el("p", { id: `${id}-error`, class: "field-error" });
  const hint = block.hint && el("p", { id: `${id}-hint`, class: "field-hint" }, String(block.hint.text ?? ""));
  const common = {
    "aria-describedby": [hint && `${id}-hint`, `${id}-error`].filter(Boolean).join(" "),
    "aria-required": block.optional || (GROUPS.has(element.type) && element.type !== "radio_buttons") ? undefined : "true",
    role: element.type === "radio_buttons" ? "radiogroup" : undefined,
  };
  const control = CONTROLS[element.type](element, id, common, names);
  const label = [String(block.label?.text ?? ""), block.optional && el("span", { class: "field-optional" }, " (optional)")];
  const frame = GROUPS.has(element.type)
    ? el("fieldset", { class: "field", ...common }, el("legend", {}, ...label), ...control.parts, hint, error)
    : el("div", { class: "field" }, el("label", { for: id }, ...label), ...control.parts, hint, error);
  const complain = (text) => {
    error.textContent = text;
    frame.classList.toggle("wrong", text !== "");
    for (const input of control.inputs) {
      if (text) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  };
  return {
    key: `${block.block_id} ${element.action_id}`, blockId: block.block_id, actionId: element.action_id, element: frame,
    read: control.read, write: control.write, focus: () => control.inputs[0]?.focus(), complain,
  };
};

const textInput = (element, id, common) => {
  const about = { id, placeholder: element.placeholder?.text, autocomplete: "off", ...common };
  const input = /** @type {HTMLInputElement | HTMLTextAreaElement} */ (
    element.multiline ? el("textarea", { rows: ROWS, ...about }) : el("input", { type: "text", ...about }));
  const left = el("p", { class: "field-left", "aria-live": "polite" });
  const count = () => {
    // Slack counts characters, a browser counts the halves of some.
    const length = [...input.value].length;
    const over = length - element.max_length;
    left.textContent = !element.max_length || length < element.max_length * TOLD_FROM ? "" : over > 0 ? `${over} too many` : `${-over} left`;
    left.classList.toggle("over", over > 0);
  };
  const write = (given) => {
    input.value = String(given);
    count();
  };
  input.addEventListener("input", count);
  input.addEventListener("keydown", (event) => {
    if (!element.multiline || event.isComposing || event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    input.form?.requestSubmit();
  });
  write(element.initial_value ?? "");
  return { parts: [input, left], inputs: [input], read: () => input.value, write };
};

const select = (element, id, common) => {
  const option = ({ text, value }) => el("option", { value }, String(text?.text ?? ""));
  const input = /** @type {HTMLSelectElement} */ (el("select", { id, ...common },
    el("option", { value: "" }, String(element.placeholder?.text ?? "Select an option")),
    ...(element.options ?? []).map(option),
    ...(element.option_groups ?? []).map(({ label, options }) => el("optgroup", { label: label?.text }, ...options.map(option)))));
  const write = (given) => {
    input.value = String(given);
    // An option that is no longer there.
    if (input.selectedIndex < 0) input.value = "";
  };
  write(element.initial_option?.value ?? "");
  return { parts: [el("div", { class: "select" }, input)], inputs: [input], read: () => input.value, write };
};

/** One of the people or conversations that there are. */
const listed = (element, id, common, names) => {
  const options = offered(element, names).map(({ value, label }) => ({ value, text: { text: label } }));
  const first = element.initial_conversation ?? element.initial_user;
  return select({ ...element, options, initial_option: first && { value: first } }, id, common);
};

/** Any number of them: a list to tick, those first that are ticked already; what this page does not know is kept. */
const manyListed = (element, id, _common, names) => {
  const first = element.initial_conversations ?? element.initial_users ?? [];
  const known = offered(element, names);
  const unknown = first.filter((one) => !known.some(({ value }) => value === one)).map((value) => ({ value, label: value }));
  const options = [...known.filter(({ value }) => first.includes(value)), ...unknown, ...known.filter(({ value }) => !first.includes(value))]
    .map(({ value, label }) => ({ value, text: { type: "plain_text", text: label } }));
  const { parts, ...rest } = checkboxes({ options, initial_options: first.map((value) => ({ value })) }, id, _common, names);
  return { parts: [el("div", { class: "field-list" }, ...parts)], ...rest };
};

const timePicker = (element, id, common) => {
  const input = /** @type {HTMLInputElement} */ (el("input", { type: "time", id, ...common }));
  const write = (given) => { input.value = String(given); };
  write(element.initial_time ?? "");
  return { parts: [input], inputs: [input], read: () => input.value, write };
};

/** Boxes or buttons, each with its label. */
const ticks = (element, id, names, type) => {
  const inputs = element.options.map(({ value }, i) =>
    /** @type {HTMLInputElement} */ (el("input", { type, id: `${id}-${i}`, name: id, value })));
  const rows = element.options.map(({ text, description }, i) =>
    el("div", { class: "checkbox" }, inputs[i], el("label", { for: `${id}-${i}` }, ...words(text, names),
      description && el("span", { class: "field-hint" }, ...words(description, names)))));
  return { inputs, rows };
};

const checkboxes = (element, id, _common, names) => {
  const { inputs, rows } = ticks(element, id, names, "checkbox");
  const write = (given) => inputs.forEach((input) => { input.checked = given.includes(input.value); });
  write((element.initial_options ?? []).map(({ value }) => value));
  return { parts: rows, inputs, read: () => inputs.filter(({ checked }) => checked).map(({ value }) => value), write };
};

const radios = (element, id, _common, names) => {
  const { inputs, rows } = ticks(element, id, names, "radio");
  const write = (given) => inputs.forEach((input) => { input.checked = input.value === given; });
  write(element.initial_option?.value ?? "");
  return { parts: rows, inputs, read: () => inputs.find(({ checked }) => checked)?.value ?? "", write };
};

const words = (object, names) => (object.type === "mrkdwn" ? render(String(object.text), names) : [String(object.text)]);

const CONTROLS = {
  plain_text_input: textInput, static_select: select, timepicker: timePicker, checkboxes, radio_buttons: radios,
  conversations_select: listed, users_select: listed, multi_conversations_select: manyListed, multi_users_select: manyListed,
};
