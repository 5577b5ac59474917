// Whom this tab stands for, and everybody whom one can be instead: a link each, which opens in another tab as well.

import { el, icon, reconcile } from "./dom.js";
import { beside, step } from "./menu.js";
import { avatar } from "./message.js";
import { addressAs } from "./api.js";
import { openChannel, userOf } from "./state.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").User} User */

const CHEVRONS = "M6.500 8 10 4.500 13.500 8M6.500 12l3.500 3.500 3.500-3.500";
const TICK = "m4.500 10.500 3.500 3.500 7.500-8";
const ROLES = { admin: "workspace admin", guest: "guest", outside: "from another organisation" };

/** @param {HTMLElement} holder @returns {{draw: (state: State) => void}} */
export const createPerson = (holder) => {
  /** The newest state. @type {State | null} */
  let known = null;
  const list = el("ul", { "aria-labelledby": "person-title", onkeydown: (event) => step(event, [...list.querySelectorAll("a")]) });
  const panel = el("div", { popover: "auto", class: "person-list", id: "people" },
    el("h3", { id: "person-title" }, "Be somebody else"),
    el("p", {}, "In this tab; another tab can be another person."), list);
  const opener = /** @type {HTMLButtonElement} */ (el("button", { type: "button", class: "person-button", "data-action": "person", "aria-expanded": "false" }));
  opener.popoverTargetElement = panel;
  panel.addEventListener("beforetoggle", (event) => {
    if (/** @type {ToggleEvent} */ (event).newState === "open" && known) list.replaceChildren(...choices(known));
  });
  panel.addEventListener("toggle", (event) => {
    const open = /** @type {ToggleEvent} */ (event).newState === "open";
    opener.setAttribute("aria-expanded", String(open));
    if (!open) return;
    beside(panel, opener);
    /** @type {HTMLElement | null} */ (list.querySelector("[aria-current]"))?.focus();
  });
  holder.append(opener, panel);

  /** @param {State} state */
  const choices = (state) => state.people.map((id) => {
    const user = userOf(state, id);
    const current = id === state.me;
    const address = addressAs(id === state.people[0] ? "" : user.name.toLowerCase(), placeFor(state));
    return el("li", {}, el("a", { href: address, "aria-current": current && "true", onclick: (event) => {
      if (!current) return;
      event.preventDefault();
      panel.hidePopover();
    } }, ...words(state, user), current && icon(TICK)));
  });

  return {
    draw: (state) => {
      known = state;
      const me = userOf(state, state.me);
      reconcile(opener, [{ key: state.me, version: [me.name, me.role], build: () =>
        el("span", { class: "person" }, el("span", { class: "unseen" }, "You are "), ...words(state, me, true), icon(CHEVRONS)) }]);
    },
  };
};

/** What is told of a person: name, and what sets them apart. @param {State} state @param {User} user */
const words = (state, user, isShort = false) => [
  avatar(state, user),
  el("span", { class: "person-words" },
    el("span", { class: "person-name" }, user.name, isShort && el("span", { class: "person-you" }, " (you)")),
    el("span", { class: "person-about" }, about(user))),
];

/** @param {User} user */
const about = ({ role, locale }) => {
  const foreign = new Intl.Locale(locale).language !== new Intl.Locale(navigator.language).language;
  const language = foreign && new Intl.DisplayNames("en", { type: "language" }).of(new Intl.Locale(locale).language);
  return [role ? ROLES[role] : "member", language && `Slack in ${language}`].filter(Boolean).join(", ");
};

/** Where somebody else then looks: the same channel, or their own direct message with the app. @param {State} state */
const placeFor = (state) => (openChannel(state).is_im ? "dm" : state.place.channel);
