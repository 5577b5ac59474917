// The app's Home tab: what the app has published for you, with its menus and buttons.

import { blockElement } from "./blocks.js";
import { byId, el } from "./dom.js";
import { namesIn } from "./message.js";
import { HOME } from "./state.js";

/** @typedef {import("./state.js").State} State */

let drawn = "";

/** @param {State} state @param {import("./deeds.js").Deeds} deeds */
export const drawHome = (state, deeds) => {
  const channel = state.place.channel;
  const dm = state.channels.find(({ is_im }) => is_im);
  const here = channel === HOME.id;
  byId("tabs").hidden = !here && channel !== dm?.id;
  for (const [tab, open] of /** @type {const} */ ([["tab-home", here], ["tab-messages", !here]])) {
    if (open) byId(tab).setAttribute("aria-current", "page");
    else byId(tab).removeAttribute("aria-current");
  }
  byId("tab-messages").setAttribute("href", `#${dm?.id ?? ""}`);
  byId("home").hidden = !here;
  byId("channel-messages").hidden = here;
  document.body.classList.toggle("at-home", here);
  if (!here) return;
  const problem = state.problem?.ts === HOME.id ? state.problem.text : "";
  const version = `${state.home?.hash} ${problem} ${state.users.length} ${state.channels.length}`;
  if (version === drawn) return;
  drawn = version;
  const names = namesIn(state);
  // What one uses there has the app publish it anew: one stays where one is.
  const active = /** @type {HTMLElement | null} */ (document.activeElement);
  const action = byId("home").contains(active) ? active?.dataset.action : undefined;
  const blocks = state.home?.blocks.map((block) => blockElement(block, names, (action, value) => deeds.use(action, value))) ?? [];
  byId("home").replaceChildren(
    ...(problem ? [el("p", { class: "problem", role: "alert" }, problem)] : []),
    ...(blocks.length > 0 ? blocks.filter((block) => block !== null) : [el("p", { class: "context" }, "Footnote has published nothing here yet.")]));
  if (action) /** @type {HTMLElement | null} */ (byId("home").querySelector(`[data-action="${CSS.escape(action)}"]`))?.focus({ preventScroll: true });
};
