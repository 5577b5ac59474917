// A menu of the conversations that one is in, as a modal offers them: those of the kinds that the app wants.

import { el } from "./dom.js";

/**
 * @param {any} element a `conversations_select` @param {string} id @param {Record<string, unknown>} common
 * @param {import("./mrkdwn.js").Names} names
 */
export const conversationsSelect = (element, id, common, names) => {
  const wanted = element.filter?.include ?? ["public", "private", "im", "mpim"];
  // Every direct message here is one with the app.
  const kinds = element.filter?.exclude_bot_users ? wanted.filter((kind) => kind !== "im") : wanted;
  const listed = (names.conversations ?? []).filter((one) => kinds.includes(one.is_im ? "im" : one.is_private ? "private" : "public"));
  const input = /** @type {HTMLSelectElement} */ (el("select", { id, ...common },
    el("option", { value: "" }, String(element.placeholder?.text ?? "Select a conversation")),
    ...listed.map((one) => el("option", { value: one.id }, one.is_im ? "Footnote" : `#${one.name}`))));
  const write = (given) => {
    input.value = String(given);
    // One that is not listed.
    if (input.selectedIndex < 0) input.value = "";
  };
  write(element.initial_conversation ?? "");
  return { parts: [el("div", { class: "select" }, input)], inputs: [input], read: () => input.value, write };
};
