// Two thumbs under an answer, and room for a word about it.

import { icon, make } from "./nodes.js";

/**
 * @param {import("./conversation.js").Turn} turn
 * @param {import("./turn_view.js").Context} context
 * @returns {HTMLElement[]}
 */
export function ratingOf(turn, context) {
  const { texts, announce } = context;
  /** @type {1 | -1 | 0} */
  let value = turn.feedback?.value ?? 0;
  const up = thumb(1, texts.good);
  const down = thumb(-1, texts.bad);
  const form = commentForm(texts);
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const box = /** @type {HTMLInputElement} */ (form.elements.namedItem("comment"));
    if (await save(box.value.trim())) {
      form.hidden = true;
      (value === 1 ? up : down).focus();
    }
  });

  /** @param {1 | -1} its @param {string} label */
  function thumb(its, label) {
    const button = make("button", { type: "button", class: its === 1 ? "plain" : "plain turned", "aria-label": label, title: label, "aria-pressed": "false" }, icon("thumb"));
    button.addEventListener("click", async () => {
      const before = value;
      set(value === its ? 0 : its);
      if (!(await save())) set(before);
    });
    return button;
  }

  /** @param {1 | -1 | 0} wanted */
  function set(wanted) {
    value = wanted;
    up.setAttribute("aria-pressed", String(value === 1));
    down.setAttribute("aria-pressed", String(value === -1));
    form.hidden = value === 0;
  }

  /** @param {string} [comment] */
  async function save(comment) {
    try {
      await context.rate(turn.turn_id, value, comment);
      if (value) announce(texts.thanks);
      return true;
    } catch {
      announce(texts.notRated);
      return false;
    }
  }

  set(value);
  form.hidden = true; // a word was asked for when it was rated
  return [up, down, form];
}

/** @param {Record<string, string>} texts */
function commentForm(texts) {
  const box = make("input", { name: "comment", type: "text", maxlength: 1000, autocomplete: "off" });
  const label = make("label", {}, make("span", { class: "small" }, texts.commentLabel), box);
  return make("form", { class: "comment" }, label, make("button", { type: "submit", class: "plain", "aria-label": texts.commentSend }, icon("send")));
}
