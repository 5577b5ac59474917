// Emoji by Slack's names: drawn where they are used most, since not every machine has a font for them; else a character, or the name.

import { el } from "./dom.js";

const SVG = "http://www.w3.org/2000/svg";
const HAND = "M6.500 9v7.500H4V9zM6.500 9l3-6c1.300 0 2 .9 1.700 2.200L10.600 8h4.200c1 0 1.700.9 1.500 1.900l-1 5c-.2.900-.9 1.600-1.900 1.600H6.500";
const EDGE = "#b97c10";
const SKIN = "#f6c344";

/** @type {Record<string, [string, Record<string, string>][]>} outlines, each with how it is painted */
const DRAWN = {
  "+1": [[HAND, { fill: SKIN, stroke: EDGE, "stroke-width": "1.1" }]],
  "-1": [[HAND, { fill: SKIN, stroke: EDGE, "stroke-width": "1.1", transform: "rotate(180 10 10)" }]],
  eyes: [
    ["M5.800 3.500c2 0 3.400 2.900 3.400 6.500s-1.400 6.500-3.400 6.500-3.400-2.900-3.400-6.500 1.400-6.500 3.400-6.500z", { fill: "#fff", stroke: "#70757a", "stroke-width": "1.100" }],
    ["M14.200 3.500c2 0 3.400 2.900 3.400 6.500s-1.400 6.500-3.400 6.500-3.400-2.900-3.400-6.500 1.400-6.500 3.400-6.500z", { fill: "#fff", stroke: "#70757a", "stroke-width": "1.100" }],
    ["M4.500 7.800c1 0 1.600 1.100 1.600 2.600S5.500 13 4.500 13s-1.600-1.100-1.600-2.600.6-2.600 1.600-2.600z", { fill: "#3a2c22" }],
    ["M12.900 7.800c1 0 1.600 1.100 1.600 2.600s-.6 2.600-1.600 2.600-1.600-1.100-1.600-2.600.6-2.600 1.600-2.600z", { fill: "#3a2c22" }],
  ],
  white_check_mark: [
    ["M5 2.500h10A2.500 2.500 0 0 1 17.500 5v10a2.500 2.500 0 0 1-2.500 2.500H5A2.500 2.500 0 0 1 2.500 15V5A2.500 2.500 0 0 1 5 2.500z", { fill: "#5a9b35" }],
    ["m6 10.500 2.700 2.700L14 6.800", { fill: "none", stroke: "#fff", "stroke-width": "2" }],
  ],
  x: [["m4.500 4.500 11 11M15.500 4.500l-11 11", { fill: "none", stroke: "#d0342c", "stroke-width": "3" }]],
  heart: [["M10 16.800 3.600 10.300a4 4 0 0 1 5.700-5.600l.7.7.7-.7a4 4 0 0 1 5.700 5.600z", { fill: "#d9372f" }]],
};
const CHARACTERS = {
  heavy_check_mark: "✔️", hourglass: "⌛", hourglass_flowing_sand: "⏳", tada: "🎉", warning: "⚠️", pray: "🙏", raised_hands: "🙌", thinking_face: "🤔",
};
const SAME = { thumbsup: "+1", thumbsdown: "-1" };
const SPOKEN = { "+1": "thumbs up", "-1": "thumbs down" };

/** @param {string} name @returns {string} as one says it */
export const spoken = (name) => SPOKEN[SAME[name] ?? name] ?? name.replaceAll("_", " ");

/** @param {string} name @returns {Node} what it looks like; what it is called has to be said beside it */
export const picture = (name) => {
  const shapes = DRAWN[SAME[name] ?? name];
  if (!shapes) return el("span", { "aria-hidden": "true" }, CHARACTERS[name] ?? `:${name}:`);
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "emoji");
  svg.setAttribute("aria-hidden", "true");
  for (const [outline, paint] of shapes) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", outline);
    // Else the page's own pen draws it.
    for (const [name, value] of Object.entries({ stroke: "none", ...paint })) path.setAttribute(name, value);
    svg.append(path);
  }
  return svg;
};
