// Shows an answer, which is Markdown with [n] markers, as elements: paragraphs, lists, tables, bold, italics and
// code. Links, images and HTML stay the text they are. The article's own words are set apart.

import { locate } from "./finding.js";
import { make, typeset } from "./nodes.js";

/** @typedef {import("./conversation.js").Citation} Citation */
/** @typedef {{tag: "p" | "h4" | "ul" | "ol" | "table", lines: string[]}} Block */

const ITEM = /^\s*(?:[-*•+]|\d{1,3}[.)])\s+/;
const ROW = /^\s*\|.*\|\s*$/;
const INLINE = /(\[\d{1,3}\]|\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`|(?<![\p{L}\p{N}*])\*[^*\s][^*\n]*\*(?![\p{L}\p{N}*]))/u;
const SENTENCE_END = /[.!?…:»”"](?:\s*\[\d+\])*\s+(?=\S)|\[\d+\]\s*/g; // a number is pressed: never out of reach

/**
 * Renders an answer, or as much of it as there is.
 *
 * @param {string} text
 * @param {Citation[]} citations those known so far; a marker without one stays text
 * @param {{citeLabel: (citation: Citation) => string, unfinished?: boolean}} options
 * @returns {HTMLElement[]}
 */
export function render(text, citations, { citeLabel, unfinished = false }) {
  const found = blocks(text);
  return found.map((block, number) => {
    const tail = unfinished && number === found.length - 1;
    return element(block, (line, isLast) => inline(line, citations, citeLabel, tail && isLast));
  });
}

/** @param {string} text @returns {Block[]} */
function blocks(text) {
  /** @type {Block[]} */
  const found = [];
  let apart = true;
  for (const line of text.split(/\r?\n/)) {
    if (!line.trim()) {
      apart = true;
      continue;
    }
    const tag = tagOf(line);
    const last = found.at(-1);
    if (last && last.tag === tag && (tag !== "p" || !apart) && tag !== "h4") last.lines.push(line);
    else found.push({ tag, lines: [line] });
    apart = false;
  }
  return found;
}

/** @param {string} line @returns {Block["tag"]} */
function tagOf(line) {
  if (ROW.test(line)) return "table";
  if (/^\s{0,3}#{1,6}\s/.test(line)) return "h4";
  if (!ITEM.test(line)) return "p";
  return /^\s*\d/.test(line) ? "ol" : "ul";
}

/**
 * @param {Block} block
 * @param {(line: string, isLast: boolean) => (Node | string)[]} fill
 * @returns {HTMLElement}
 */
function element({ tag, lines }, fill) {
  const last = lines.length - 1;
  if (tag === "table") return table(lines, fill);
  if (tag === "ul" || tag === "ol") {
    const items = lines.map((line, number) => make("li", {}, ...fill(line.replace(ITEM, ""), number === last)));
    return make(tag, {}, ...items);
  }
  if (tag === "h4") return make("p", { class: "heading" }, ...fill(lines[0].replace(/^\s*#+\s+/, ""), true));
  const paragraph = make("p");
  lines.forEach((line, number) => {
    if (number) paragraph.append(make("br"));
    paragraph.append(...fill(line, number === last));
  });
  const said = [...paragraph.querySelectorAll(".said")].reduce((sum, { textContent }) => sum + (textContent?.length ?? 0), 0);
  if (said > (paragraph.textContent?.length ?? 0) * 0.6) paragraph.className = "from-article";
  return paragraph;
}

/**
 * @param {string[]} lines
 * @param {(line: string, isLast: boolean) => (Node | string)[]} fill
 */
function table(lines, fill) {
  const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line)).map((line) => line.trim().slice(1, -1).split("|"));
  const isHeaded = lines.length > rows.length;
  const made = rows.map((cells, row) => {
    const name = isHeaded && row === 0 ? "th" : "td";
    return make("tr", {}, ...cells.map((cell) => make(name, {}, ...fill(cell.trim(), false))));
  });
  return make("div", { class: "table", tabindex: 0 }, make("table", {}, ...made));
}

/**
 * @param {string} line
 * @param {Citation[]} citations
 * @param {(citation: Citation) => string} citeLabel
 * @param {boolean} unfinished
 * @returns {(Node | string)[]}
 */
function inline(line, citations, citeLabel, unfinished) {
  if (unfinished) {
    // What is not a whole sentence yet is seen but not read aloud: a live region reads what is added to it.
    const end = [...line.matchAll(SENTENCE_END)].at(-1);
    const cut = end ? end.index + end[0].length : 0;
    const rest = inline(line.slice(cut), citations, citeLabel, false);
    const whole = cut ? inline(line.slice(0, cut), citations, citeLabel, false) : [];
    return rest.length ? [...whole, make("span", { "aria-hidden": "true", class: "tail" }, ...rest)] : whole;
  }
  /** @type {(Node | string)[]} */
  const made = [];
  let from = 0;
  for (const marker of line.matchAll(/\[(\d{1,3})\]/g)) {
    const citation = citations.find(({ number }) => number === Number(marker[1]));
    if (!citation) continue;
    made.push(...said(line.slice(from, marker.index), citation), cite(citation, citeLabel(citation)));
    from = marker.index + marker[0].length;
  }
  return [...made, ...emphasized(typeset(line.slice(from)))];
}

/**
 * The text before a marker, with the article's own words as a quotation.
 *
 * @param {string} text
 * @param {Citation} citation
 * @returns {(Node | string)[]}
 */
function said(text, citation) {
  const place = locate(text, citation.quote) ?? (citation.translation ? locate(text, citation.translation) : null);
  if (!place) return emphasized(typeset(text));
  const quoted = make("span", { class: "said" }, ...emphasized(text.slice(...place)));
  return [...emphasized(typeset(text.slice(0, place[0]))), quoted, ...emphasized(typeset(text.slice(place[1])))];
}

/** @param {string} text @returns {(Node | string)[]} */
export function emphasized(text) {
  return text.split(INLINE).filter(Boolean).map((piece) => {
    if (/^(\*\*|__)[^]+\1$/.test(piece) && piece.length > 4) return make("strong", {}, piece.slice(2, -2));
    if (/^`[^]+`$/.test(piece)) return make("code", {}, piece.slice(1, -1));
    if (/^\*[^*]+\*$/.test(piece)) return make("em", {}, piece.slice(1, -1));
    return piece;
  });
}

/**
 * The button of a citation. What opens it listens above: buttons come and go while an answer arrives.
 *
 * @param {Citation} citation
 * @param {string} label
 */
export function cite(citation, label) {
  const shown = make("span", {}, String(citation.number));
  return make("button", { type: "button", class: "cite", part: "citation", "data-number": citation.number, "aria-label": label, "aria-expanded": "false" }, shown);
}

/**
 * Makes an element's children equal to new ones, keeping those that are: what has the focus keeps it, and a live
 * region reads only what is new.
 *
 * @param {Element} parent
 * @param {Node[]} wanted
 */
export function update(parent, wanted) {
  wanted.forEach((node, number) => {
    const old = parent.childNodes[number];
    if (!old) parent.append(node);
    else if (isSame(old, node)) return;
    else if (old instanceof Element && node instanceof Element && old.tagName === node.tagName && !old.matches(WHOLE) && !node.matches(WHOLE)) {
      old.className = node.className;
      update(old, [...node.childNodes]);
    } else parent.replaceChild(node, old);
  });
  while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
}

const WHOLE = "[aria-hidden], .cite, .said"; // replaced as one

/** @param {Node} old @param {Node} node */
function isSame(old, node) {
  if (old.isEqualNode(node)) return true;
  if (!(old instanceof HTMLElement && node instanceof HTMLElement)) return false;
  return old.className === "cite" && node.className === "cite" && old.dataset.number === node.dataset.number;
}
