// Which addresses lead to a message of this playground, and where on the page that is; pure but for the page's own address.

const MESSAGE = /^\/archives\/(?<channel>[A-Z0-9]+)\/p(?<seconds>\d+)(?<rest>\d{6})$/;
const THREAD = /^\d+\.\d{6}$/;
const THIS_MACHINE = new Set(["127.0.0.1", "localhost"]);

/** @param {string} address @returns {string | null} `#channel/thread/message`, or nothing for an address that leads elsewhere */
export const placeOf = (address) => {
  const url = new URL(address);
  const here = globalThis.location;
  if (!here || url.port !== here.port || url.protocol !== here.protocol || !THIS_MACHINE.has(url.hostname)) return null;
  const found = MESSAGE.exec(url.pathname)?.groups;
  if (!found) return null;
  const thread = url.searchParams.get("thread_ts") ?? "";
  return `#${found.channel}/${THREAD.test(thread) ? thread : ""}/${found.seconds}.${found.rest}`;
};
