// Finds a sentence in a text or in the page around the widget, whatever its accents, quotes, spaces and inline
// tags are written like, and highlights it without changing the page.

import { make } from "./nodes.js";

const NOT_READ = "script, style, noscript, template, textarea, select, coach-widget";
const HIGHLIGHT = "coach-sentence";

/**
 * The letters and digits of a text without case and accents, and where each stands in it.
 *
 * @param {string} text
 * @returns {{letters: string, at: number[]}}
 */
function folded(text) {
  let letters = "";
  /** @type {number[]} */
  const at = [];
  let position = 0;
  for (const character of text) {
    for (const letter of character.normalize("NFKD").toLowerCase()) {
      if (!/[\p{L}\p{N}]/u.test(letter)) continue;
      letters += letter;
      for (let unit = 0; unit < letter.length; unit += 1) at.push(position);
    }
    position += character.length;
  }
  return { letters, at };
}

/**
 * Every place of a sentence in a text, as `[start, end]`.
 *
 * @param {ReturnType<typeof folded>} text
 * @param {string} raw the text itself
 * @param {string} sentence
 * @returns {[number, number][]}
 */
function places({ letters, at }, raw, sentence) {
  const wanted = folded(sentence).letters;
  const [before] = sentence.match(/^[^\p{L}\p{N}]*/u) ?? [""];
  const [after] = sentence.match(/[^\p{L}\p{N}]*$/u) ?? [""];
  /** @type {[number, number][]} */
  const found = [];
  if (!wanted) return found;
  for (let from = letters.indexOf(wanted); from >= 0; from = letters.indexOf(wanted, from + 1)) {
    let start = at[from];
    const last = at[from + wanted.length - 1];
    let end = last + ((raw.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
    const isWhole = !isLetter(raw, start - 1) && !isLetter(raw, end);
    if (!isWhole) continue;
    while (end < raw.length && (after.includes(raw[end]) || /\p{M}/u.test(raw[end]))) end += 1;
    while (start > 0 && before.includes(raw[start - 1])) start -= 1;
    found.push([start, end]);
  }
  return found;
}

/** @param {string} text @param {number} at */
function isLetter(text, at) {
  return at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at]);
}

/**
 * Where a sentence stands in a text, or null. The last place, when there are several.
 *
 * @param {string} text
 * @param {string} sentence
 */
export function locate(text, sentence) {
  return places(folded(text), text, sentence).at(-1) ?? null;
}

/**
 * The sentence of a citation in this page, or null where the page does not hold it.
 *
 * @param {import("./conversation.js").Citation} citation
 * @returns {Range | null}
 */
export function findInPage(citation) {
  const { raw, nodes } = pageText();
  const text = folded(raw);
  const ranges = places(text, raw, citation.quote)
    .map((place) => ({ place, range: rangeOf(nodes, place) }))
    .filter(({ range }) => isShown(range));
  const heading = citation.path.at(-1);
  const headings = heading ? places(text, raw, heading).map(([, end]) => end) : [];
  // A heading is also in a table of contents, and a sentence also in a summary: the last heading that is
  // followed by the sentence is the section's own.
  for (const end of headings.reverse()) {
    const after = ranges.find(({ place }) => place[0] >= end);
    if (after) return after.range;
  }
  return ranges[0]?.range ?? null;
}

/** @typedef {{node: Text, start: number}} Placed a piece of the page's text, and where it begins in the whole */

/**
 * The text of the page, with a line break wherever a block ends.
 *
 * @returns {{raw: string, nodes: Placed[]}}
 */
function pageText() {
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
    if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
    return /** @type {Element} */ (node).matches(NOT_READ) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
  });
  /** @type {Map<Element, Element>} */
  const blocks = new Map();
  /** @type {Placed[]} */
  const nodes = [];
  let raw = "";
  let block = null;
  while (walker.nextNode()) {
    const node = /** @type {Text} */ (walker.currentNode);
    const its = blockOf(/** @type {Element} */ (node.parentElement), blocks);
    if (block && its !== block) raw += "\n";
    block = its;
    nodes.push({ node, start: raw.length });
    raw += node.data;
  }
  return { raw, nodes };
}

/** @param {Element} element @param {Map<Element, Element>} known @returns {Element} */
function blockOf(element, known) {
  const before = known.get(element);
  if (before) return before;
  const parent = element.parentElement;
  const isInline = getComputedStyle(element).display.startsWith("inline");
  const block = parent && isInline ? blockOf(parent, known) : element;
  known.set(element, block);
  return block;
}

/**
 * @param {Placed[]} nodes
 * @param {[number, number]} place
 */
function rangeOf(nodes, [start, end]) {
  const range = document.createRange();
  const holds = (/** @type {number} */ at) => nodes.findLast((one) => one.start <= at);
  const first = /** @type {Placed} */ (holds(start));
  const last = /** @type {Placed} */ (holds(end - 1));
  range.setStart(first.node, start - first.start);
  range.setEnd(last.node, Math.min(end - last.start, last.node.length));
  return range;
}

/** @param {Range} range */
function isShown(range) {
  const element = range.startContainer.parentElement;
  if (!element) return false;
  return element.closest("details:not([open])") !== null || (element.checkVisibility?.() ?? true);
}

/**
 * Scrolls to a sentence and highlights it, and nothing else any more.
 *
 * @param {Range} range
 * @returns {HTMLElement} the element it begins in
 */
export function highlight(range) {
  clearHighlight();
  const element = /** @type {HTMLElement} */ (range.startContainer.parentElement);
  for (let closed = element.closest("details:not([open])"); closed; closed = element.closest("details:not([open])")) {
    closed.setAttribute("open", "");
  }
  if ("highlights" in CSS) {
    CSS.highlights.set(HIGHLIGHT, new Highlight(range));
    addStyle();
  } else {
    const selection = getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
  }
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  element.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
  return element;
}

/** Takes the highlight away. */
export function clearHighlight() {
  if ("highlights" in CSS) CSS.highlights.delete(HIGHLIGHT);
}

/** @type {CSSStyleSheet | undefined} */
let style;

function addStyle() {
  if (style) return;
  style = new CSSStyleSheet(); // not an element: a policy without inline styles allows it
  style.replaceSync(`::highlight(${HIGHLIGHT}) { background: var(--coach-highlight, #ffe27a); color: var(--coach-on-highlight, #221c00); }`);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
}

/**
 * Where else the sentence can be read: its page, with the sentence as a text fragment.
 *
 * @param {import("./conversation.js").Citation} citation
 * @param {string} base the coach's own address, which shows every article
 */
export function addressOf(citation, base) {
  if (citation.url && /^https?:\/\//i.test(citation.url)) return citation.url;
  const words = citation.quote.replace(/[*_`|]+/g, " ").trim().split(/\s+/);
  const ends = words.length > 8 ? [words.slice(0, 4), words.slice(-4)] : [words];
  const fragment = ends.map((some) => encodeURIComponent(some.join(" ")).replace(/-/g, "%2D")).join(",");
  return `${base}?article=${encodeURIComponent(citation.article)}#:~:text=${fragment}`;
}

/**
 * A link that leads to the sentence: in this page when it is here, else in a new tab.
 *
 * @param {import("./conversation.js").Citation} citation
 * @param {{base: string, texts: Record<string, string>, reveal: (range: Range) => void}} context
 */
export function linkTo(citation, { base, texts, reveal }) {
  const here = findInPage(citation) !== null;
  const link = make("a", { class: "see", href: addressOf(citation, base), target: "_blank", rel: "noopener" });
  link.append(here ? texts.see : texts.seeElsewhere);
  link.addEventListener("click", (event) => {
    const range = findInPage(citation); // again: the page may have changed since
    if (!range) return;
    event.preventDefault();
    reveal(range);
  });
  return link;
}
