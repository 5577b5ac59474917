// What one does besides writing: edit, delete, press buttons and Stop, open the direct message; and what to say when it fails.

import { act } from "./api.js";
import { askToDelete } from "./editor.js";
import { encode } from "./mrkdwn.js";

/** @typedef {import("./state.js").State} State */
/** @typedef {import("./state.js").Message} Message */

/**
 * @param {() => State} get
 * @param {(change: (state: State) => State) => void} update
 */
export const createDeeds = (get, update) => {
  let home = "";

  /** Shows under the message what went wrong, until the next deed. */
  const attempt = async (ts, name, meant) => {
    update((state) => ({ ...state, problem: null }));
    try {
      await act(name, { channel: get().place.channel, ts, ...meant });
    } catch (error) {
      const text = error instanceof Error ? error.message : "unknown error";
      update((state) => ({ ...state, problem: { ts, text } }));
    }
  };

  return {
    /** @param {string} key where it is being edited: the pane and the ts */
    edit: (key) => update((state) => ({ ...state, editing: key })),
    cancel: () => update((state) => ({ ...state, editing: "" })),
    /** @param {Message} message @param {string} typed */
    save: (message, typed) => {
      update((state) => ({ ...state, editing: "" }));
      void attempt(message.ts, "edit", { text: encode(typed.trim(), get().users, get().channels) });
    },
    /** @param {Message} message */
    remove: async (message) => {
      if (await askToDelete()) await attempt(message.ts, "delete");
    },
    /** @param {Message} message @param {string} actionId @param {string} [value] the option that was chosen */
    press: (message, actionId, value = "") => void attempt(message.ts, "click", { action_id: actionId, value }),
    /** @param {string} thread */
    stop: (thread) => void attempt(thread, "stop"),
    /** Slack tells the app when its direct message is opened. @param {string} channel */
    visit: (channel) => {
      if (home === channel) return;
      home = channel;
      void act("home", { channel }).catch(() => { home = ""; });
    },
  };
};

/** @typedef {ReturnType<typeof createDeeds> & {inspect: (message: Message) => void}} Deeds */
