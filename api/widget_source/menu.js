// What can be done with the whole conversation: begin again, download it, erase it.

import { Trouble } from "./conversation.js";
import { icon, make } from "./nodes.js";

/**
 * @param {{conversation: import("./conversation.js").Conversation, texts: Record<string, string>,
 *   announce: (text: string) => void, restart: () => void}} place
 */
export function menuOf({ conversation, texts, announce, restart }) {
  const button = make("button", { type: "button", class: "plain", "aria-label": texts.menu, "aria-expanded": "false", "aria-controls": "menu" }, icon("more"));
  const element = make("div", { id: "menu", class: "menu", part: "menu", hidden: true });
  const said = make("p", { class: "small" });

  const items = [
    item("fresh", texts.fresh, () => {
      close();
      restart();
      announce(texts.freshDone);
    }),
    item("download", texts.export, download),
    item("erase", texts.erase, confirm),
  ];
  button.addEventListener("click", () => (element.hidden ? open() : close()));

  function open() {
    said.textContent = "";
    element.replaceChildren(...items, said);
    element.hidden = false;
    button.setAttribute("aria-expanded", "true");
    items[0].focus();
  }

  /** Whether it was open. */
  function close() {
    if (element.hidden) return false;
    element.hidden = true;
    button.setAttribute("aria-expanded", "false");
    button.focus();
    return true;
  }

  /** @param {string} text */
  function tell(text) {
    said.textContent = text;
    announce(text);
  }

  async function download() {
    try {
      const kept = conversation.id ? await conversation.export() : { turns: [] };
      const file = new Blob([JSON.stringify(kept, null, 2)], { type: "application/json" });
      const link = make("a", { href: URL.createObjectURL(file), download: "conversation.json" });
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
      tell(texts.exported);
    } catch {
      tell(texts.notExported);
    }
  }

  function confirm() {
    const yes = make("button", { type: "button", class: "danger", click: erase }, texts.eraseYes);
    const no = make("button", { type: "button", click: () => void open() }, texts.eraseNo);
    element.replaceChildren(make("p", {}, texts.eraseAsk), make("div", { class: "choice" }, no, yes), said);
    no.focus();
  }

  async function erase() {
    try {
      if (conversation.id) await conversation.erase();
    } catch (error) {
      // Unknown there: there is nothing left to erase.
      if (!(error instanceof Trouble && error.kind === "missing")) return tell(texts.notErased);
    }
    close();
    restart();
    announce(texts.erased);
  }

  return { button, element, close };
}

/** @param {string} drawn @param {string} text @param {() => void} act */
function item(drawn, text, act) {
  return make("button", { type: "button", click: act }, icon(drawn), text);
}
