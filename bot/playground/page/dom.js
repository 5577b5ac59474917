// Makes elements: every text goes in as a text node, so nothing that a person, a file or a model wrote is read as HTML.

/**
 * @param {string} tag
 * @param {Record<string, unknown>} [properties] attributes; `class`, `on…` handlers and booleans included
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export const el = (tag, properties = {}, ...children) => {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), /** @type {EventListener} */ (value));
    else element.setAttribute(name, value === true ? "" : String(value));
  }
  element.append(.../** @type {(Node | string)[]} */ (children.filter((child) => child || child === "")));
  return element;
};

/**
 * @param {string} path the `d` of a 20 × 20 outline
 * @returns {SVGSVGElement}
 */
export const icon = (path) => {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("aria-hidden", "true");
  const outline = document.createElementNS("http://www.w3.org/2000/svg", "path");
  outline.setAttribute("d", path);
  svg.append(outline);
  return svg;
};

/** @param {string} id @returns {HTMLElement} */
export const byId = (id) => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`index.html has no #${id}`);
  return found;
};

/**
 * Makes a container's children those of `items`, in order, and rebuilds only the ones whose `version` differs from last time.
 *
 * @param {HTMLElement} container
 * @param {{key: string, version: readonly unknown[], build: () => HTMLElement}[]} items
 */
export const reconcile = (container, items) => {
  const before = kept.get(container) ?? new Map();
  const now = new Map();
  let place = container.firstElementChild;
  for (const { key, version, build } of items) {
    const old = before.get(key);
    const same = old && old.version.length === version.length && version.every((part, i) => part === old.version[i]);
    const node = same ? old.node : build();
    if (old && !same) {
      if (place === old.node) place = node;
      replaceKeepingFocus(old.node, node);
    }
    if (place === node) place = node.nextElementSibling;
    else container.insertBefore(node, place);
    now.set(key, { version, node });
  }
  for (const [key, { node }] of before) if (!now.has(key)) node.remove();
  kept.set(container, now);
};

/** @type {WeakMap<HTMLElement, Map<string, {version: readonly unknown[], node: HTMLElement}>>} */
const kept = new WeakMap();

/** @param {HTMLElement} old @param {HTMLElement} fresh */
const replaceKeepingFocus = (old, fresh) => {
  const action = old.contains(document.activeElement) && /** @type {HTMLElement} */ (document.activeElement).dataset.action;
  old.replaceWith(fresh);
  if (!action) return;
  const same = /** @type {HTMLElement | null} */ (fresh.querySelector(`[data-action="${action}"]`));
  same?.focus();
};
