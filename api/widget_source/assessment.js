// Where the visitor stands: each thing the article asks for with its state and the reason, and the next steps as a
// list to tick, copy and print.

import { copy } from "./copying.js";
import { cite } from "./markdown.js";
import { fill, icon, make } from "./nodes.js";
import { citeLabel, openSources } from "./sources.js";

/**
 * @typedef {import("./conversation.js").Assessment} Assessment
 * @typedef {import("./sources.js").Context} Context
 */

const STATES = /** @type {const} */ (["met", "gap", "unknown"]);
const ICON = { met: "check", gap: "gap", unknown: "unknown" };

/**
 * @param {Assessment} assessment
 * @param {Context} context
 * @param {{folded: boolean}} options folded while the visitor is being asked: what they told is counted, not listed
 */
export function assessmentCard(assessment, context, { folded }) {
  const { texts } = context;
  const count = Object.fromEntries(STATES.map((state) => [state, assessment.criteria.filter(({ status }) => status === state).length]));
  const ordered = STATES.flatMap((state) => assessment.criteria.filter(({ status }) => status === state));
  const bar = make("span", { class: "bar", "aria-hidden": "true" }, ...ordered.map(({ status }) => make("i", { class: stateOf(status) })));
  const title = make("span", { class: "title" }, texts.assessment);
  const summary = make("summary", {}, title, bar, make("span", { class: "small" }, fill(texts.assessmentCount, count)));
  const criteria = make("ul", { class: "criteria" }, ...ordered.map((one) => criterion(one, assessment, texts)));
  const card = make("details", { class: "assessment", part: "assessment", open: !folded }, summary, criteria);
  if (assessment.next_steps.length) card.append(stepsOf(assessment, context));
  openSources(card, () => assessment.citations, context);
  card.addEventListener("click", (event) => {
    // The numbers in here are the assessment's own, not those of the answer around it.
    if (event.target instanceof Element && event.target.closest(".cite")) event.stopPropagation();
  });
  return card;
}

/** @param {string} status */
function stateOf(status) {
  return STATES.find((state) => state === status) ?? "unknown";
}

/**
 * @param {import("./conversation.js").Criterion} one
 * @param {Assessment} assessment
 * @param {Record<string, string>} texts
 */
function criterion({ label, status, reason, citations }, assessment, texts) {
  const state = stateOf(status);
  const words = make("div", {}, make("strong", {}, label), " ", make("span", { class: "state" }, texts[state]), make("p", {}, `${reason} `, ...cites(citations, assessment, texts)));
  return make("li", { class: `criterion ${state}` }, make("span", { class: "mark", "aria-hidden": "true" }, icon(ICON[state])), words);
}

/**
 * @param {number[]} numbers
 * @param {Assessment} assessment
 * @param {Record<string, string>} texts
 */
function cites(numbers, assessment, texts) {
  const known = assessment.citations.filter(({ number }) => numbers.includes(number));
  return known.map((citation) => cite(citation, citeLabel(citation, texts)));
}

/** @param {Assessment} assessment @param {Context} context */
function stepsOf(assessment, context) {
  const { texts } = context;
  const items = assessment.next_steps.map(({ text, citations }) =>
    make("li", { class: "step" }, make("label", {}, make("input", { type: "checkbox" }), make("span", {}, text)), ...cites(citations, assessment, texts)),
  );
  const copying = make("button", { type: "button", class: "chip" }, icon("copy"), texts.copySteps);
  copying.addEventListener("click", () => {
    const boxes = [...section.querySelectorAll("input")];
    const lines = assessment.next_steps.map(({ text }, at) => `[${boxes[at].checked ? "x" : " "}] ${text}`);
    copy([`${texts.steps} :`, ...lines].join("\n"), copying, context);
  });
  const printing = make("button", { type: "button", class: "chip", click: () => print(section) }, icon("print"), texts.print);
  const section = make(
    "section",
    { class: "steps" },
    make("h4", {}, texts.steps),
    make("p", { class: "small" }, texts.stepsSuggested),
    make("ul", {}, ...items),
    make("div", { class: "tools" }, copying, printing),
  );
  return section;
}

/** Prints the assessment alone, without the page around it. @param {Element} section */
function print(section) {
  const root = /** @type {ShadowRoot} */ (section.getRootNode());
  const card = section.closest(".assessment");
  const page = new CSSStyleSheet();
  page.replaceSync("@media print { body > :not(coach-widget) { display: none !important; } }");
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, page];
  root.host.setAttribute("printing", "");
  card?.classList.add("printed");
  window.print();
  card?.classList.remove("printed");
  root.host.removeAttribute("printing");
  document.adoptedStyleSheets = document.adoptedStyleSheets.filter((sheet) => sheet !== page);
}
