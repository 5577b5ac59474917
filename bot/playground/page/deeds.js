// What one does besides writing: edit, delete, press buttons and Stop, open the direct message; and what to say when it fails.

import { act, use } from "./api.js";
import { askToDelete } from "./editor.js";
import { encode } from "./mrkdwn.js";
import { HOME } from "./state.js";

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
    /** Puts an emoji under a message, or takes it away again. @param {Message} message @param {string} name */
    react: (message, name) => void attempt(message.ts, "react", { value: name }),
    /** @param {Message} message @param {string} actionId @param {string} [value] the option that was chosen */
    press: (message, actionId, value = "") => void attempt(message.ts, "click", { action_id: actionId, value }),
    /** Uses a control of the Home tab. @param {string} actionId @param {string} [value] what was chosen */
    use: async (actionId, value = "") => {
      update((state) => ({ ...state, problem: null }));
      try {
        await use(actionId, value);
      } catch (error) {
        const text = error instanceof Error ? error.message : "unknown error";
        update((state) => ({ ...state, problem: { ts: HOME.id, text } }));
      }
    },
    /** @param {Message} message @param {string} shortcut */
    useShortcut: (message, shortcut) => void attempt(message.ts, "shortcut", { action_id: shortcut }),
    /** Uses a shortcut that belongs to no message; rejects where nothing came of it. @param {string} shortcut */
    useAnywhere: (shortcut) => act("shortcut", { channel: get().place.channel, action_id: shortcut }),
    /** @param {string} thread */
    stop: (thread) => void attempt(thread, "stop"),
    /** Slack tells the app when its direct message is opened, and what one looks at beside it. @param {string} channel @param {string} looking */
    visit: (channel, looking) => {
      const visited = `${channel} ${looking}`;
      if (home === visited) return;
      home = visited;
      const told = channel === HOME.id ? act("tab", { channel }) : act("home", { channel, value: looking });
      void told.catch(() => { home = ""; });
    },
    /** Another place is open; who comes back to the Home tab opens it anew. */
    leave: () => {
      if (home.startsWith(HOME.id)) home = "";
    },
    /** @param {string} thread @param {string} title */
    rename: (thread, title) => void attempt(thread, "rename", { text: title }),
  };
};

/** @typedef {ReturnType<typeof createDeeds> & {inspect: (message: Message) => void}} Deeds */
