// How a shared file looks: a chip with name and size, a picture where the browser can show one safely.

import { fetchFile } from "./api.js";
import { el, icon } from "./dom.js";

// SVG is left out: it is a document, and comes from anyone.
const PICTURES = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SHEET = "M5.500 2.500h6l3.500 3.500v11.500h-9.500zM11.500 2.500v3.500h3.500M8 10h4.500M8 13h4.500";
const UNITS = ["bytes", "KB", "MB", "GB"];

/** @param {number} bytes @returns {string} */
export const formatSize = (bytes) => {
  if (bytes === 1) return "1 byte";
  const step = Math.min(Math.floor(Math.log(Math.max(bytes, 1)) / Math.log(1024)), UNITS.length - 1);
  const value = bytes / 1024 ** step;
  return `${step && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[step]}`;
};

/** @param {string} name @returns {string} `PDF`, or nothing for a name without an ending */
const ending = (name) => (/\.([A-Za-z0-9]{1,5})$/.exec(name)?.[1] ?? "").toUpperCase();

/**
 * @param {{name: string, size?: number}} file
 * @param {string} [note] what stands in place of the size
 * @returns {Node[]} the inside of a chip
 */
export const chipContent = (file, note) => [
  el("span", { class: "chip-kind", "data-kind": ending(file.name) }, icon(SHEET)),
  el("span", { class: "chip-text" },
    el("span", { class: "chip-name" }, file.name),
    el("span", { class: "chip-size" }, note ?? [ending(file.name), formatSize(file.size ?? 0)].filter(Boolean).join(" · "))),
];

/** @param {import("./state.js").SharedFile} file @returns {HTMLElement} */
export const sharedFile = (file) => {
  const button = el("button", { class: "chip", type: "button", title: `Download ${file.name}`, "data-action": `file-${file.id}`,
    onclick: () => void download(file).catch(() => button.classList.add("failed")) }, ...chipContent(file));
  return PICTURES.has(file.mimetype) ? el("figure", { class: "picture" }, picture(file), button) : button;
};

/** @param {string} id of a picture in Slack @param {string} spoken @param {string} [title] @returns {HTMLElement} */
export const slackPicture = (id, spoken, title) =>
  el("figure", { class: "picture shown" }, title && el("figcaption", {}, title), picture({ id, name: spoken }));

const picture = (file) => {
  const image = /** @type {HTMLImageElement} */ (el("img", { alt: file.name, class: "loading" }));
  void fetchFile(file.id).then((blob) => {
    const address = URL.createObjectURL(blob);
    const done = () => {
      URL.revokeObjectURL(address);
      image.classList.remove("loading");
    };
    image.addEventListener("load", done, { once: true });
    image.addEventListener("error", () => { done(); image.remove(); }, { once: true });
    image.src = address;
  }, () => image.remove());
  return image;
};

/** Saves the file and never opens it: a shared page of HTML must not run as part of the playground. */
const download = async (file) => {
  const address = URL.createObjectURL(new Blob([await fetchFile(file.id)], { type: "application/octet-stream" }));
  el("a", { href: address, download: file.name }).click();
  URL.revokeObjectURL(address);
};
