// Builds elements. Text is only ever set as text, so nothing an answer says can become markup.

/** @typedef {Node | string | null | undefined | false} Child */
/** @typedef {Record<string, string | number | boolean | null | undefined | ((event: any) => void)>} Properties */

/**
 * Makes an element. A function is listened with under its name (`click`); everything else is an attribute,
 * left out when false, null or undefined.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Properties} [properties]
 * @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (typeof value === "function") element.addEventListener(name, value);
    else if (value === true) element.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/**
 * A text as a printer sets it: curly apostrophes, and no line broken inside « … » or before : ; ? !
 *
 * @param {string} text
 */
export function typeset(text) {
  return text.replace(/(\p{L})'(?=\p{L})/gu, "$1’").replace(/« /g, "«\u00a0").replace(/ (?=[»:;?!])/g, "\u00a0");
}

const SVG = "http://www.w3.org/2000/svg";

/** Each icon as the paths of a 24 by 24 drawing. @type {Record<string, string[]>} */
const ICONS = {
  arrow: ["M5 12h14", "m13 6 6 6-6 6"],
  book: ["M12 7c-2-1.6-4.5-2-8-2v13c3.5 0 6 .4 8 2 2-1.6 4.5-2 8-2V5c-3.5 0-6 .4-8 2Z", "M12 7v13"],
  check: ["m5 12.5 4.5 4.5L19 7.5"],
  close: ["M6 6l12 12", "M18 6 6 18"],
  copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
  download: ["M12 4v11", "m7 11 5 5 5-5", "M5 20h14"],
  erase: ["M4 7h16", "M9 7V4h6v3", "m6 7 1 13h10l1-13"],
  fresh: ["M12 5v14", "M5 12h14"],
  gap: ["M12 19V6", "m6 12 6-6 6 6"],
  info: ["M12 11v6", "M12 7.5v.01", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z"],
  more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
  print: ["M7 9V4h10v5", "M7 17H4v-7h16v7h-3", "M7 14h10v6H7z"],
  retry: ["M20 11a8 8 0 1 0-2.3 6.3", "M20 5v6h-6"],
  send: ["M12 19V5", "m6 11 6-6 6 6"],
  stop: ["M7 7h10v10H7z"],
  unknown: ["M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.2", "M12 17.5v.01"],
  thumb: ["M7 11v9", "M3 11h4l4-8c1.7 0 2.7 1.2 2.7 2.8V9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H3Z"],
};

/**
 * Draws an icon, which says nothing by itself: what it stands beside has the words.
 *
 * @param {string} name
 * @returns {SVGElement}
 */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  for (const drawn of ICONS[name]) {
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", drawn);
    svg.append(path);
  }
  return svg;
}

/**
 * Puts words into a text: `fill("{n} s", {n: 3})` is "3 s".
 *
 * @param {string} text
 * @param {Record<string, string | number>} words
 */
export function fill(text, words) {
  return text.replace(/\{(\w+)\}/g, (whole, name) => String(words[name] ?? whole));
}
