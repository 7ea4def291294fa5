// One question and its answer, from the first word that arrives to what can be done with it.

import { assessmentCard } from "./assessment.js";
import { ratingOf } from "./rating.js";
import { render, update } from "./markdown.js";
import { fill, icon, make, typeset } from "./nodes.js";
import { citeLabel, openSources, sectionOf } from "./sources.js";
import { copy } from "./copying.js";

/**
 * @typedef {import("./conversation.js").Turn} Turn
 * @typedef {import("./conversation.js").Partial} Partial
 * @typedef {import("./conversation.js").Trouble} Trouble
 * @typedef {import("./sources.js").Context & {rate: (turnId: string, value: 1 | -1 | 0, comment?: string) => Promise<void>}} Context
 */

export class TurnView {
  /** @param {string} message @param {Context} context */
  constructor(message, context) {
    this.message = message;
    this.context = context;
    const { texts } = context;
    /** @type {import("./conversation.js").Citation[]} */
    this.citations = [];
    this.answer = make("div", { class: "answer streaming", part: "answer", dir: "auto" });
    this.thinking = make("p", { class: "thinking" }, make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")), make("span", {}, texts.thinking));
    this.theirs = make("div", { class: "theirs" }, make("h3", { class: "hidden" }, texts.coach), this.thinking, this.answer);
    this.question = make("div", { class: "mine", part: "question", dir: "auto" }, make("h3", { class: "hidden" }, texts.you), make("p", {}, message));
    this.element = make("div", { class: "turn" }, this.question, this.theirs);
    openSources(this.theirs, () => this.citations, context);
  }

  /** Shows what has arrived. @param {Partial} partial */
  show({ text, citations, language }) {
    this.citations = citations;
    if (!text) return;
    this.thinking.remove();
    if (language) this.answer.lang = language;
    this.#render(text, true);
  }

  /**
   * Shows the whole answer and what can be done with it.
   *
   * @param {Turn} turn
   * @param {boolean} isNews whether no assessment was shown before: a new one is spread out
   */
  finish(turn, isNews) {
    const { texts } = this.context;
    this.thinking.remove();
    this.citations = turn.citations;
    this.answer.classList.remove("streaming");
    this.answer.lang = turn.language;
    this.element.dataset.kind = turn.kind;
    this.#render(turn.answer, false);
    const label = { not_covered: texts.notCovered, partial: texts.partial }[turn.kind];
    if (label) this.answer.before(make("p", { class: "kind" }, icon("info"), label));
    if (turn.degraded) this.theirs.append(make("p", { class: "note" }, texts.degraded));
    const asksBack = turn.kind === "coaching" && isReplies(turn);
    const chips = this.#chips(turn.suggestions, asksBack ? texts.replies : texts.suggestions, turn.language);
    const card = turn.kind === "coaching" && turn.assessment ? assessmentCard(turn.assessment, this.context, { folded: asksBack && !isNews }) : null;
    this.theirs.append(this.#actions(turn), ...(asksBack ? [chips, card] : [card, chips]).filter((part) => part !== null));
  }

  /** Says that there is no answer, and offers to ask again. @param {Trouble} trouble @param {() => void} again */
  fail({ kind, detail, retryAfterS }, again) {
    const { texts } = this.context;
    this.#end();
    if (kind !== "refused") this.answer.replaceChildren(); // part of an answer proves nothing
    const text = kind === "refused" ? `${texts.refused} ${detail}`.trim() : (texts[kind] ?? texts.failed);
    this.theirs.append(make("div", { class: "trouble", part: "trouble" }, make("p", {}, text), kind === "refused" ? null : this.#again(again, retryAfterS)));
  }

  /** Keeps what had arrived when the visitor stopped it. @param {() => void} again */
  stop(again) {
    this.#end();
    this.theirs.append(make("div", { class: "trouble" }, make("p", {}, this.context.texts.stopped), this.#again(again, 0)));
  }

  #end() {
    this.thinking.remove();
    this.answer.classList.remove("streaming");
    for (const tail of this.answer.querySelectorAll(".tail")) tail.removeAttribute("aria-hidden");
  }

  /** @param {string} text @param {boolean} unfinished */
  #render(text, unfinished) {
    const label = (/** @type {any} */ citation) => citeLabel(citation, this.context.texts);
    update(this.answer, render(text, this.citations, { citeLabel: label, unfinished }));
  }

  /** @param {() => void} again @param {number} afterS */
  #again(again, afterS) {
    const { texts } = this.context;
    const words = make("span");
    const button = make("button", { type: "button", class: "chip", click: again }, icon("retry"), words);
    let left = Math.min(Math.ceil(afterS), 600);
    const tick = () => {
      button.disabled = left > 0;
      words.textContent = left > 0 ? fill(texts.retryIn, { n: left }) : texts.retry;
      if (left-- > 0) setTimeout(tick, 1000);
    };
    tick();
    return button;
  }

  /** @param {string[]} suggestions @param {string} title @param {string} language */
  #chips(suggestions, title, language) {
    if (!suggestions.length) return null;
    const chips = suggestions.map((text) => make("button", { type: "button", class: "chip", part: "chip", lang: language, click: () => this.context.ask(text) }, typeset(text)));
    return make("div", { class: "chips", role: "group", "aria-label": title }, make("p", { class: "small", "aria-hidden": "true" }, title), ...chips);
  }

  /** @param {Turn} turn */
  #actions(turn) {
    const { texts } = this.context;
    const copying = make("button", { type: "button", class: "plain", "aria-label": texts.copy, title: texts.copy }, icon("copy"));
    copying.addEventListener("click", () => copy(asText(turn, texts), copying, this.context));
    return make("div", { class: "actions" }, copying, ...(turn.turn_id ? ratingOf(turn, this.context) : []));
  }
}

/** Whether the suggestions are replies to what the coach asks, not questions to it. @param {Turn} turn */
function isReplies({ answer, suggestions }) {
  return answer.trimEnd().endsWith("?") && suggestions.some((text) => !text.trimEnd().endsWith("?"));
}

/** An answer with its sources, to paste elsewhere. @param {Turn} turn @param {Record<string, string>} texts */
function asText(turn, texts) {
  const sources = turn.citations.map((one) => {
    const words = `[${one.number}] « ${one.quote} » (${sectionOf(one, texts)})`;
    return one.url ? `${words} ${one.url}` : words;
  });
  return [turn.answer.replace(/\*\*/g, ""), ...(sources.length ? ["", `${texts.sources} :`, ...sources] : [])].join("\n");
}
