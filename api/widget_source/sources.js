// Opens what proves a sentence: under its number, the section, the exact quote and the way to it in the article.

import { findInPage, linkTo } from "./finding.js";
import { emphasized } from "./markdown.js";
import { fill, icon, make, typeset } from "./nodes.js";

/**
 * @typedef {import("./conversation.js").Citation} Citation
 * @typedef {{texts: Record<string, string>, language: string, base: string, announce: (text: string, isSeen?: boolean) => void,
 *   ask: (message: string) => void, reveal: (range: Range) => void}} Context what every part of the widget works with
 */

/** @param {Citation} citation @param {Record<string, string>} texts */
export function sectionOf({ section }, texts) {
  return section === "intro" ? texts.intro : section;
}

/** @param {Citation} citation @param {Record<string, string>} texts */
export function citeLabel(citation, texts) {
  return fill(texts.cite, { n: citation.number, section: sectionOf(citation, texts) });
}

/**
 * Lets the numbers inside an element open and close their sources.
 *
 * @param {HTMLElement} element
 * @param {() => Citation[]} citations
 * @param {Context} context
 */
export function openSources(element, citations, context) {
  /** @type {{card: HTMLElement, button: HTMLElement} | null} */
  let open = null;
  const close = () => {
    open?.card.remove();
    open?.button.setAttribute("aria-expanded", "false");
    open = null;
  };
  element.addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? /** @type {HTMLElement | null} */ (target.closest(".cite")) : null;
    if (!button) return;
    const wasOpen = open?.button === button;
    close();
    const citation = citations().find(({ number }) => String(number) === button.dataset.number);
    if (wasOpen || !citation) return;
    const leave = () => {
      close();
      button.focus();
    };
    const made = card(citation, context, leave);
    const block = button.closest(".answer > *, .criterion, .step");
    (block?.closest(".streaming") ?? block)?.after(made);
    button.setAttribute("aria-expanded", "true");
    open = { card: made, button };
    made.scrollIntoView?.({ block: "nearest" });
  });
  element.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !open) return;
    const { button } = open;
    close();
    button.focus();
    event.stopPropagation(); // the widget itself stays open
  });
}

/** @param {Citation} citation @param {Context} context @param {() => void} leave */
function card(citation, context, leave) {
  const { texts, language } = context;
  const title = fill(texts.source, { n: citation.number });
  const path = citation.path.length ? citation.path : [sectionOf(citation, texts)];
  const steps = path.map((heading) => make("li", {}, typeset(heading)));
  const closing = make("button", { type: "button", class: "plain", "aria-label": texts.closeSource, click: leave }, icon("close"));
  const quote = make("blockquote", { lang: languageOf(citation, language) }, ...emphasized(citation.quote));
  /** @type {HTMLElement[]} */
  const parts = [quote];
  if (citation.translation) {
    parts.push(make("p", { class: "rendering-title" }, texts.rendering));
    parts.push(make("blockquote", { class: "rendering", lang: language }, ...emphasized(citation.translation)));
  }
  return make(
    "section",
    { class: "source", part: "source", "aria-label": title },
    make("header", {}, make("span", { class: "number", "aria-hidden": "true" }, String(citation.number)), make("ol", { class: "path" }, ...steps), closing),
    ...parts,
    linkTo(citation, context),
  );
}

/** The language of a quote: the page's where it was found there. @param {Citation} citation @param {string} language */
function languageOf(citation, language) {
  const range = citation.translation ? findInPage(citation) : null;
  return range?.startContainer.parentElement?.closest("[lang]")?.getAttribute("lang") ?? (citation.translation ? null : language);
}
