// Slack's own lists of people and conversations, as a view's menus offer them.

/** @typedef {import("./mrkdwn.js").Names} Names */

/** @param {any} element a menu of people or conversations @param {Names} names @returns {{value: string, label: string}[]} */
export const offered = (element, names) =>
  element.type.includes("users_select") ? names.people().map(({ id, name }) => ({ value: id, label: name })) : conversations(element, names);

const conversations = ({ filter }, names) =>
  names.conversations()
    .filter((channel) => !filter?.include || filter.include.includes(kind(channel)))
    // Every direct message here is one with the app.
    .filter(({ is_im }) => !(is_im && filter?.exclude_bot_users))
    .map(({ id, name, is_im }) => ({ value: id, label: is_im ? "Footnote" : `#${name}` }));

const kind = ({ is_im, is_private }) => (is_im ? "im" : is_private ? "private" : "public");
