// Slack's own view of the conversation with the app: what is suggested there, and what one looks at beside it.

import { byId, el, reconcile } from "./dom.js";
import { openChannel } from "./state.js";

/**
 * @param {{send: (text: string) => void, look: (channel: string) => void}} options
 * @returns {{element: HTMLElement, draw: (state: import("./state.js").State, looking: string) => void}}
 */
export const createContainer = ({ send, look }) => {
  const heading = el("p", { id: "prompts-title", class: "prompts-title" });
  const list = el("ul", { class: "prompts", "aria-labelledby": "prompts-title" });
  const element = el("div", { class: "prompts-area", hidden: true }, heading, list);
  const select = /** @type {HTMLSelectElement} */ (byId("looking-at"));
  select.addEventListener("change", () => look(select.value));

  const draw = (state, looking) => {
    const channel = openChannel(state);
    const suggested = channel.is_im ? state.prompts[channel.id] : undefined;
    element.hidden = !suggested?.prompts.length;
    heading.textContent = suggested?.title ?? "";
    reconcile(list, (suggested?.prompts ?? []).map(([title, message]) => ({
      key: title,
      version: [title, message],
      build: () => el("li", {}, el("button", { type: "button", class: "prompt", title: message, onclick: () => send(message) }, title)),
    })));
    byId("looking").hidden = !(channel.is_im && state.has_view);
    const channels = state.channels.filter(({ is_im }) => !is_im);
    const known = channels.map(({ id, name }) => `${id} ${name}`).join();
    if (select.dataset.known !== known) {
      select.dataset.known = known;
      select.replaceChildren(el("option", { value: "" }, "nothing"), ...channels.map(({ id, name }) => el("option", { value: id }, `#${name}`)));
    }
    if (select.value !== looking) select.value = looking;
  };
  return { element, draw };
};
