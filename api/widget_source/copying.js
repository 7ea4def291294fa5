// Puts text on the clipboard, and says whether that worked.

import { make } from "./nodes.js";

/**
 * @param {string} text
 * @param {HTMLElement} button what was pressed; it shows for a moment that it worked
 * @param {import("./sources.js").Context} context
 */
export async function copy(text, button, { texts, announce }) {
  const worked = await written(text, button);
  announce(worked ? texts.copied : texts.notCopied);
  button.classList.toggle("done", worked);
  setTimeout(() => button.classList.remove("done"), 1600);
}

/** @param {string} text @param {HTMLElement} button */
async function written(text, button) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages without HTTPS have no clipboard; the old command copies what is selected.
    const box = make("textarea", { class: "hidden", "aria-hidden": "true" });
    box.value = text;
    button.after(box);
    box.select();
    const worked = document.execCommand("copy");
    box.remove();
    button.focus();
    return worked;
  }
}
