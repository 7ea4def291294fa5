// What a visitor reads before the first message: that it is an AI, what not to type, and questions to begin with.

import { icon, make, typeset } from "./nodes.js";

/** @typedef {{title: string, starters: string[], check: boolean}} Welcome */

/**
 * @param {import("./panel.js").Place} place
 * @param {(message: string) => void} ask
 */
export function welcomeOf(place, ask) {
  const { texts } = place;
  const about = make("p", { class: "about" });
  const starters = make("div", { class: "chips starters", role: "group", "aria-label": texts.starters });
  load(place).then(({ title, starters: questions, check }) => {
    about.textContent = title;
    if (!questions.length && !check) return;
    const chips = questions.map((text) => chip(text, "arrow", () => ask(text)));
    if (check) chips.push(chip(texts.check, "check", () => ask(texts.checkMessage)));
    starters.append(make("p", { class: "small", "aria-hidden": "true" }, texts.starters), ...chips);
  }).catch(() => undefined); // the visitor has questions of their own
  const notice = make("p", { class: "notice", part: "notice" }, icon("info"), make("span", {}, texts.notice));
  return make("div", { class: "welcome" }, about, make("p", { class: "hello" }, texts.hello), notice, starters);
}

/** @param {string} text @param {string} drawn @param {() => void} act */
function chip(text, drawn, act) {
  return make("button", { type: "button", class: `chip starter ${drawn}`, part: "chip", click: act }, make("span", {}, typeset(text)), icon(drawn));
}

/** @param {import("./panel.js").Place} place @returns {Promise<Welcome>} */
async function load({ base, language, article }) {
  const address = new URL("widget/welcome", base);
  address.searchParams.set("lang", language);
  if (article) address.searchParams.set("article", article);
  const response = await fetch(address, { credentials: "omit" });
  if (!response.ok) throw new TypeError("no welcome");
  return response.json();
}
