(() => {
const served = ("%SERVED%");
const script = (document.currentScript);
if (!script || customElements.get("coach-widget")) return;
const base = new URL(".", script.src);
const assets = new URL(`widget/${served.version}/`, base);
const options = script.dataset;
const asked = (options.lang || document.documentElement.lang || navigator.language).slice(0, 2).toLowerCase();
const language = asked in served.texts ? asked : asked === "fr" ? "fr" : "en";
const texts = served.texts[language];
const CSS_TEXT = `
:host { all: initial !important; display: block !important; position: fixed !important; inset: 0 auto auto 0 !important;
width: 0 !important; height: 0 !important; margin: 0 !important; padding: 0 !important; border: 0 !important;
background: none !important; overflow: visible !important; z-index: 2147483647 !important;
color-scheme: light !important; font-family: var(--coach-font, Inter, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Helvetica Neue", Arial, "DejaVu Sans Condensed", sans-serif) !important; }
:host([data-scheme="dark"]) { color-scheme: dark !important; }
.launcher { position: fixed; inset-block-end: max(20px, env(safe-area-inset-bottom)); right: 20px; display: inline-flex; align-items: center; gap: 9.6px;
min-height: 56px; padding: 0 21.6px 0 17.6px; border: 0; border-radius: 32px; cursor: pointer;
font-family: inherit; font-size: 16px; font-weight: 600; line-height: 1.2; color: var(--coach-on-accent, light-dark(#fff, #0b2420)); background: var(--coach-accent, light-dark(#0b5c50, #7fd8c6));
box-shadow: 0 8px 28px rgb(10 30 26 / .28), 0 1.6px 5.6px rgb(10 30 26 / .2); transition: transform .18s ease, box-shadow .18s ease; }
.launcher:hover { transform: translateY(-2px); }
.launcher:focus-visible { outline: 3px solid light-dark(#0b5c50, #7fd8c6); outline-offset: 3px; }
.launcher[aria-busy="true"] { opacity: .8; cursor: progress; }
.launcher svg { width: 24px; height: 24px; fill: none; stroke: currentColor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
.unavailable { position: fixed; inset-block-end: 88px; right: 20px; max-width: 256px; margin: 0; padding: 12px 16px; border-radius: 12.8px;
font-size: 14.4px; line-height: 1.4; color: light-dark(#1c2421, #eceae4); background: light-dark(#fff, #20262a); box-shadow: 0 6.4px 22.4px rgb(0 0 0 / .25); }
:host([data-edge="left"]) :is(.launcher, .unavailable) { right: auto; left: 20px; }
[hidden] { display: none !important; }
@media (prefers-reduced-motion: reduce) { .launcher { transition: none; } }
@media (forced-colors: active) { .launcher { border: 2px solid ButtonText; } }
@media print { :host(:not([printing])) { display: none !important; } }
`;
class CoachWidget extends HTMLElement {
#root = this.attachShadow({ mode: "open" });
#button = document.createElement("button");
#panel = null;
#loading = null;
connectedCallback() {
if (this.#button.isConnected) return;
const style = new CSSStyleSheet();
style.replaceSync(CSS_TEXT);
this.#root.adoptedStyleSheets = [style];
this.#button.className = "launcher";
this.#button.type = "button";
this.#button.setAttribute("part", "launcher");
this.#button.setAttribute("aria-haspopup", "dialog");
this.#button.setAttribute("aria-expanded", "false");
const label = document.createElement("span");
label.textContent = options.label || texts.launcher;
this.#button.append(drawing(), label);
this.#button.lang = language;
this.#button.dir = "ltr";
this.#button.addEventListener("click", () => this.open());
this.#root.append(this.#button);
this.#rise();
this.#settle();
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#settle());
new MutationObserver(() => this.#settle()).observe(document.documentElement, { attributeFilter: ["class", "data-theme", "dir", "style"] });
if (wasOpen()) this.open({ focus: false });
}
async open({ focus = true, question = "" } = {}) {
this.#button.setAttribute("aria-busy", "true");
this.#root.querySelector(".unavailable")?.remove();
try {
await (this.#loading ??= this.#load());
} catch {
this.#loading = null;
console.warn(`The coach of ${base.origin} could not be loaded. Is ${location.origin} in its COACH_ALLOWED_ORIGINS?`);
this.#sayUnavailable();
return;
} finally {
this.#button.removeAttribute("aria-busy");
}
const panel = (this.#panel);
panel.element.hidden = false;
this.#button.hidden = true;
this.#button.setAttribute("aria-expanded", "true");
this.setAttribute("open", "");
remember(false);
if (question) panel.prefill(question);
else if (focus) panel.focus();
}
close() {
if (!this.#panel || this.#panel.element.hidden) return;
this.#panel.element.hidden = true;
this.#button.hidden = false;
this.#button.setAttribute("aria-expanded", "false");
this.removeAttribute("open");
remember(true);
this.#button.focus();
}
async #load() {
const file = (name) => fetch(new URL(name, assets), { credentials: "omit" }).then((response) => {
if (!response.ok) throw new TypeError(name);
return response;
});
const [module, css, words] = await Promise.all([
import(new URL("coach.js", assets).href),
file("coach.css").then((response) => response.text()),
file(`texts/${language}.json`).then((response) => response.json()),
]);
const style = new CSSStyleSheet();
style.replaceSync(css);
this.#root.adoptedStyleSheets = [...this.#root.adoptedStyleSheets, style];
const place = { root: this.#root, base: base.href, language, article: options.article ?? "", texts: words, close: () => this.close() };
const panel = (module.openPanel(place));
panel.element.hidden = true;
this.#root.append(panel.element);
this.#panel = panel;
}
#sayUnavailable() {
const said = document.createElement("p");
said.className = "unavailable";
said.setAttribute("role", "alert");
said.textContent = texts.unavailable;
this.#root.append(said);
setTimeout(() => said.remove(), 8000);
}
#rise() {
if (!("showPopover" in this)) return;
this.popover = "manual";
this.showPopover();
}
#settle() {
const isLeftwards = getComputedStyle(document.documentElement).direction === "rtl";
this.dataset.edge = (options.side === "start") === isLeftwards ? "right" : "left";
const dark = options.theme === "dark" || (options.theme !== "light" && pageIsDark());
this.dataset.scheme = dark ? "dark" : "light";
}
}
function pageIsDark() {
for (const element of [document.body, document.documentElement]) {
const [red, green, blue, alpha = 1] = getComputedStyle(element).backgroundColor.match(/[\d.]+/g)?.map(Number) ?? [];
if (alpha > 0.5 && blue !== undefined) return 0.299 * red + 0.587 * green + 0.114 * blue < 110;
}
return matchMedia("(prefers-color-scheme: dark)").matches;
}
function wasOpen() {
try {
return innerWidth > 480 && sessionStorage.getItem("coach-conversation") !== null && !sessionStorage.getItem("coach-closed");
} catch {
return false;
}
}
function remember(closed) {
try {
if (closed && sessionStorage.getItem("coach-conversation")) sessionStorage.setItem("coach-closed", "1");
else sessionStorage.removeItem("coach-closed");
} catch {
}
}
function drawing() {
const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
svg.setAttribute("viewBox", "0 0 24 24");
svg.setAttribute("aria-hidden", "true");
for (const drawn of ["M4 5h16v11.500h-8.500L7 20v-3.500H4Z", "M8.5 9h7", "M8.5 12.500h4.5"]) {
const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
path.setAttribute("d", drawn);
svg.append(path);
}
return svg;
}
function begin() {
customElements.define("coach-widget", CoachWidget);
const widget = (document.createElement("coach-widget"));
document.body.append(widget);
document.addEventListener("click", ({ target }) => {
const button = target instanceof Element ? target.closest("[data-coach-ask]") : null;
if (button) widget.open({ question: button.getAttribute("data-coach-ask") ?? "" });
});
}
if (document.body) begin();
else document.addEventListener("DOMContentLoaded", begin);
})();
