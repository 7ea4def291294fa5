// The open widget: the panel, the conversation in it, and what the visitor does with both.

import { composerOf } from "./composer.js";
import { Conversation, Trouble } from "./conversation.js";
import { clearHighlight, highlight } from "./finding.js";
import { menuOf } from "./menu.js";
import { icon, make } from "./nodes.js";
import { TurnView } from "./turn_view.js";
import { welcomeOf } from "./welcome.js";

/**
 * @typedef {{root: ShadowRoot, base: string, language: string, article: string,
 *   texts: Record<string, string>, close: () => void}} Place where the widget lives
 * @typedef {{element: HTMLElement, focus: () => void, prefill: (text: string) => void}} Panel
 */

/**
 * Makes the panel, with the turns of a conversation that is going on in this tab.
 *
 * @param {Place} place
 * @returns {Panel}
 */
export function openPanel(place) {
  const { texts, language, base } = place;
  const conversation = new Conversation(base);
  /** @type {AbortController | null} */
  let asking = null;
  let follows = true; // what arrives is scrolled to, until the visitor scrolls

  const status = make("p", { class: "toast", role: "status" });
  let said = 0;
  const announce = (/** @type {string} */ text, isSeen = true) => {
    clearTimeout(said);
    status.textContent = "";
    status.className = isSeen ? "toast" : "hidden";
    setTimeout(() => (status.textContent = text), 50); // the same words twice are also read twice
    said = setTimeout(() => (status.textContent = ""), 4000);
  };
  /** @type {import("./turn_view.js").Context} */
  const context = { texts, language, base, announce, ask, reveal, rate: (id, value, comment) => conversation.rate(id, value, comment) };

  const log = make("div", { class: "log", part: "log", role: "log", "aria-live": "polite", "aria-label": texts.log, tabindex: 0 });
  const composer = composerOf(texts, { send: ask, stop: () => asking?.abort() });
  const menu = menuOf({ conversation, texts, announce, restart });
  const closing = make("button", { type: "button", class: "plain", "aria-label": texts.close, click: leave }, icon("close"));
  const title = make("h2", { id: "title" }, texts.title);
  const header = make("header", { class: "top" }, make("span", { class: "badge", "aria-hidden": "true" }, icon("book")), make("div", { class: "name" }, title, make("p", {}, texts.subtitle)), menu.button, closing);
  const panel = make("section", { class: "panel", part: "panel", role: "dialog", "aria-labelledby": "title", lang: language, dir: "ltr", tabindex: -1 }, header, menu.element, log, status, composer.element);

  for (const kind of ["wheel", "touchmove", "keydown"]) log.addEventListener(kind, () => (follows = false), { passive: true });
  panel.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !event.isComposing) {
      event.stopPropagation();
      if (!menu.close()) leave();
    } else if (event.key === "Tab" && isFull()) keepFocus(event, panel);
  });
  const narrow = matchMedia(FULL);
  const fit = () => panel.setAttribute("aria-modal", String(narrow.matches));
  narrow.addEventListener("change", fit);
  fit();
  begin();
  if (conversation.id) restore();

  function begin() {
    log.replaceChildren(welcomeOf(place, ask));
  }

  function leave() {
    clearHighlight();
    place.close();
  }

  function restart() {
    asking?.abort();
    conversation.forget();
    clearHighlight();
    begin();
    composer.focus();
  }

  async function restore() {
    try {
      const turns = await conversation.turns();
      if (turns.length && !log.querySelector(".turn")) for (const turn of turns) add(turn.message ?? "").finish(turn, false);
      for (const card of [...log.querySelectorAll(".assessment")].slice(0, -1)) card.remove();
      for (const chips of [...log.querySelectorAll(".chips:not(.starters)")].slice(0, -1)) chips.remove();
      log.scrollTop = log.scrollHeight;
    } catch (error) {
      if (error instanceof Trouble && error.kind === "missing") conversation.forget();
    }
  }

  /** @param {string} message */
  function add(message) {
    const view = new TurnView(message, context);
    log.append(view.element);
    return view;
  }

  /** @param {string} message */
  async function ask(message) {
    if (asking || !message.trim()) return;
    const request = new AbortController();
    asking = request;
    follows = true;
    for (const old of log.querySelectorAll(".chips:not(.starters)")) old.remove();
    const view = add(message);
    composer.busy(true);
    showQuestion(view);
    let waits = false;
    try {
      const turn = await answerTo(message, (partial) => {
        if (waits) return; // many pieces may arrive between two frames
        waits = true;
        requestAnimationFrame(() => {
          waits = false;
          if (asking === request) view.show(partial);
          showQuestion(view);
        });
      }, request.signal);
      if (asking === request) asking = null;
      const isNews = !log.querySelector(".assessment");
      if (turn.kind === "coaching") for (const old of log.querySelectorAll(".assessment")) old.remove();
      view.finish(turn, isNews);
    } catch (error) {
      if (asking === request) asking = null;
      const again = () => {
        view.element.remove();
        ask(message);
      };
      if (request.signal.aborted) view.stop(again);
      else view.fail(error instanceof Trouble ? error : new Trouble("failed"), again);
    }
    showQuestion(view);
    composer.busy(false);
  }

  /**
   * @param {string} message
   * @param {(partial: import("./conversation.js").Partial) => void} tell
   * @param {AbortSignal} signal
   */
  async function answerTo(message, tell, signal) {
    try {
      return await conversation.ask(message, language, tell, signal);
    } catch (error) {
      if (!(error instanceof Trouble && error.kind === "missing" && conversation.id)) throw error;
      conversation.forget(); // erased, or too old
      announce(texts.restarted);
      return conversation.ask(message, language, tell, signal);
    }
  }

  /** Keeps the end of an answer in view, until its question is at the top. @param {TurnView} view */
  function showQuestion({ element }) {
    if (!follows) return;
    const top = element.offsetTop; // counted from the log, which is positioned
    log.scrollTop = Math.min(top, log.scrollHeight - log.clientHeight);
  }

  /** @param {Range} range */
  function reveal(range) {
    const element = highlight(range);
    announce(texts.seen, false); // whoever sees, sees it
    if (!isFull() && !covers(panel, range)) return;
    place.close();
    if (!element.hasAttribute("tabindex")) {
      element.setAttribute("tabindex", "-1");
      element.addEventListener("blur", () => element.removeAttribute("tabindex"), { once: true });
    }
    element.focus({ preventScroll: true });
  }

  return {
    element: panel,
    focus: () => (matchMedia("(pointer: fine)").matches ? composer.focus() : panel.focus()),
    prefill: composer.prefill,
  };
}

const FULL = "(max-width: 30rem), (max-height: 26rem)";

function isFull() {
  return matchMedia(FULL).matches;
}

/** Whether the panel hides much of what it is to show. @param {HTMLElement} panel @param {Range} range */
function covers(panel, range) {
  const [over, under] = [panel.getBoundingClientRect(), range.getBoundingClientRect()];
  const hidden = Math.min(over.right, under.right) - Math.max(over.left, under.left);
  return hidden > under.width / 4;
}

/** Tab goes round inside a panel that covers the page. @param {KeyboardEvent} event @param {HTMLElement} panel */
function keepFocus(event, panel) {
  const stops = [...panel.querySelectorAll("button, a[href], input, textarea, summary, [tabindex='0']")].filter(
    (stop) => stop instanceof HTMLElement && stop.checkVisibility() && !stop.matches(":disabled"),
  );
  const active = /** @type {ShadowRoot} */ (panel.getRootNode()).activeElement;
  const [first, last] = [stops[0], stops.at(-1)];
  if (event.shiftKey ? active === first || active === panel : active === last) {
    event.preventDefault();
    /** @type {HTMLElement} */ (event.shiftKey ? last : first).focus();
  }
}
