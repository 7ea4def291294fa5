// Where the visitor writes: Enter sends, the same button stops an answer that is arriving.

import { icon, make } from "./nodes.js";

/**
 * @param {Record<string, string>} texts
 * @param {{send: (message: string) => void, stop: () => void}} actions
 */
export function composerOf(texts, { send, stop }) {
  const box = make("textarea", { id: "message", rows: 1, maxlength: 4000, placeholder: texts.placeholder, "aria-describedby": "hint", enterkeyhint: "send" });
  const button = make("button", { type: "submit", class: "send", part: "send", "aria-label": texts.send }, icon("send"));
  const hint = make("p", { id: "hint", class: "small hint" }, texts.hint);
  const element = make("form", { class: "composer", part: "composer" }, make("label", { for: "message", class: "hidden" }, texts.label), make("div", { class: "field" }, box, button), hint);
  let isBusy = false;

  const grow = () => {
    box.style.height = "auto";
    box.style.height = `${Math.min(box.scrollHeight, 140)}px`;
  };
  const submit = () => {
    const message = box.value.trim();
    if (isBusy || !message) return;
    box.value = "";
    grow();
    send(message);
  };
  box.addEventListener("input", grow);
  box.addEventListener("keydown", (event) => {
    // Enter also ends a word of a Japanese or Chinese keyboard: that one is not ours.
    if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
    event.preventDefault();
    submit();
  });
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (isBusy) stop();
    else submit();
  });

  return {
    element,
    focus: () => box.focus(),
    /** @param {string} text */
    prefill: (text) => {
      box.value = text;
      grow();
      box.focus();
    },
    /** @param {boolean} now */
    busy: (now) => {
      isBusy = now;
      button.replaceChildren(icon(now ? "stop" : "send"));
      button.setAttribute("aria-label", now ? texts.stop : texts.send);
      button.classList.toggle("stopping", now);
    },
  };
}
