// What can be pressed in a message: buttons, menus, and thumbs; each tells its action and, where one is chosen, a value.

import { el, icon } from "./dom.js";
import { offered } from "./lists.js";
import { ask } from "./question.js";
import { menu } from "./menu.js";

/** @typedef {(actionId: string, value?: string) => void} Press */

const DOTS = "M4.500 10h.01M10 10h.01M15.500 10h.01";
const THUMB_UP = "M6.500 9v7.500H4V9zM6.500 9l3-6c1.300 0 2 .9 1.700 2.200L10.600 8h4.200c1 0 1.700.9 1.500 1.900l-1 5c-.2.900-.9 1.600-1.900 1.600H6.500";
const THUMB_DOWN = "M13.500 11V3.500H16V11zM13.500 11l-3 6c-1.300 0-2-.9-1.700-2.200l.6-2.800H5.200c-1 0-1.700-.9-1.500-1.900l1-5c.2-.900.9-1.600 1.900-1.600h6.900";

/** @param {any} element of a block @param {Press} press @param {import("./mrkdwn.js").Names} names @returns {HTMLElement | null} nothing for a kind that this page cannot show */
export const control = (element, press, names) => CONTROLS[element?.type]?.(element, confirmed(element, press), names) ?? null;

/** Asks first where the app wants that. @returns {Press} */
const confirmed = ({ confirm }, press) =>
  confirm
    ? async (action, value) => {
      const asked = { title: words(confirm.title), text: words(confirm.text), yes: words(confirm.confirm), no: words(confirm.deny) };
      if (await ask({ ...asked, danger: confirm.style === "danger" })) press(action, value);
    }
    : press;

const button = (element, press) => {
  const style = ["primary", "danger"].includes(element.style) ? element.style : undefined;
  const action = String(element.action_id ?? "");
  return el("button", { type: "button", class: ["block-button", style].filter(Boolean).join(" "), "data-action": `press-${action}`,
    "aria-label": element.accessibility_label, onclick: () => press(action) }, words(element.text));
};

/** Slack's "…". */
const overflow = (element, press) => {
  const action = String(element.action_id ?? "");
  const opener = el("button", { type: "button", class: "block-button icon-only", "data-action": `press-${action}`, "aria-label": "More actions", title: "More actions" },
    icon(DOTS));
  return menu(opener, () => element.options.map(({ text, value }) => ({ label: words(text), choose: () => press(action, String(value ?? "")) })));
};

const select = (element, press) => {
  const action = String(element.action_id ?? "");
  const option = ({ text, value }) => el("option", { value }, words(text));
  const input = /** @type {HTMLSelectElement} */ (el("select", { "data-action": `press-${action}`, "aria-label": words(element.placeholder) || "Select an option",
    onchange: () => input.value && press(action, input.value) },
    el("option", { value: "" }, words(element.placeholder) || "Select an option"), ...(element.options ?? []).map(option),
    ...(element.option_groups ?? []).map(({ label, options }) => el("optgroup", { label: words(label) }, ...options.map(option)))));
  input.value = element.initial_option?.value ?? "";
  return el("span", { class: "block-select" }, input);
};

/** One of the people or conversations that there are. */
const selectListed = (element, press, names) => {
  const options = offered(element, names).map(({ value, label }) => ({ value, text: { text: label } }));
  const first = element.initial_conversation ?? element.initial_user;
  return select({ ...element, options, initial_option: first && { value: first } }, press);
};

/** Slack shows thumbs and says their words on hover. */
const thumbs = (element, press) => {
  const action = String(element.action_id ?? "");
  const thumb = (half, path, name) => el("button", { type: "button", class: "thumb", "data-action": `press-${action}-${name}`,
    "aria-label": half?.accessibility_label ?? words(half?.text), title: words(half?.text),
    onclick: () => press(action, String(half?.value ?? "")) }, icon(path));
  return el("span", { class: "thumbs" }, thumb(element.positive_button, THUMB_UP, "up"), thumb(element.negative_button, THUMB_DOWN, "down"));
};

const words = (text) => String(text?.text ?? "");

const CONTROLS = {
  button, overflow, static_select: select, conversations_select: selectListed, users_select: selectListed, feedback_buttons: thumbs,
};
