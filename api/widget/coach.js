function make(tag, properties = {}, ...children) {
const element = document.createElement(tag);
for (const [name, value] of Object.entries(properties)) {
if (typeof value === "function") element.addEventListener(name, value);
else if (value === true) element.setAttribute(name, "");
else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, String(value));
}
element.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
return element;
}
function typeset(text) {
return text.replace(/(\p{L})'(?=\p{L})/gu, "$1’").replace(/« /g, "«\u00a0").replace(/ (?=[»:;?!])/g, "\u00a0");
}
const SVG = "http://www.w3.org/2000/svg";
const ICONS = {
arrow: ["M5 12h14", "m13 6 6 6-6 6"],
book: ["M12 7c-2-1.6-4.5-2-8-2v13c3.5 0 6 .4 8 2 2-1.6 4.5-2 8-2V5c-3.5 0-6 .4-8 2Z", "M12 7v13"],
check: ["m5 12.5 4.5 4.5L19 7.5"],
close: ["M6 6l12 12", "M18 6 6 18"],
copy: ["M9 9h11v11H9z", "M5 15H4V4h11v1"],
download: ["M12 4v11", "m7 11 5 5 5-5", "M5 20h14"],
erase: ["M4 7h16", "M9 7V4h6v3", "m6 7 1 13h10l1-13"],
fresh: ["M12 5v14", "M5 12h14"],
gap: ["M12 19V6", "m6 12 6-6 6 6"],
info: ["M12 11v6", "M12 7.5v.01", "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18Z"],
more: ["M5 12h.01", "M12 12h.01", "M19 12h.01"],
print: ["M7 9V4h10v5", "M7 17H4v-7h16v7h-3", "M7 14h10v6H7z"],
retry: ["M20 11a8 8 0 1 0-2.3 6.3", "M20 5v6h-6"],
send: ["M12 19V5", "m6 11 6-6 6 6"],
stop: ["M7 7h10v10H7z"],
unknown: ["M9 9.5a3 3 0 1 1 4.5 2.6c-1 .6-1.5 1.1-1.5 2.2", "M12 17.5v.01"],
thumb: ["M7 11v9", "M3 11h4l4-8c1.7 0 2.7 1.2 2.7 2.8V9H19a2 2 0 0 1 2 2.3l-1.2 7a2 2 0 0 1-2 1.7H3Z"],
};
function icon(name) {
const svg = document.createElementNS(SVG, "svg");
svg.setAttribute("viewBox", "0 0 24 24");
svg.setAttribute("class", `icon icon-${name}`);
svg.setAttribute("aria-hidden", "true");
for (const drawn of ICONS[name]) {
const path = document.createElementNS(SVG, "path");
path.setAttribute("d", drawn);
svg.append(path);
}
return svg;
}
function fill(text, words) {
return text.replace(/\{(\w+)\}/g, (whole, name) => String(words[name] ?? whole));
}
function composerOf(texts, { send, stop }) {
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
prefill: (text) => {
box.value = text;
grow();
box.focus();
},
busy: (now) => {
isBusy = now;
button.replaceChildren(icon(now ? "stop" : "send"));
button.setAttribute("aria-label", now ? texts.stop : texts.send);
button.classList.toggle("stopping", now);
},
};
}
const IDLE_MS = 45_000;
async function* eventsOf(response) {
if (!response.body) return;
const reader = response.body.getReader();
const decoder = new TextDecoder();
let waiting = "";
try {
for (;;) {
const { done, value } = await inTime(reader.read());
waiting += decoder.decode(value, { stream: !done });
const pieces = waiting.split(/\r\n\r\n|\n\n|\r\r/);
waiting = pieces.pop() ?? "";
for (const piece of pieces) {
const event = parsed(piece);
if (event) yield event;
}
if (done) return;
}
} finally {
reader.cancel().catch(() => undefined);
}
}
function parsed(piece) {
let name = "message";
const data = [];
for (const line of piece.split(/\r\n|\n|\r/)) {
const [, field, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
if (field === "event") name = value;
if (field === "data") data.push(value);
}
return data.length ? { name, data: JSON.parse(data.join("\n")) } : null;
}
function inTime(promise) {
return new Promise((resolve, reject) => {
const timer = setTimeout(() => reject(new TypeError("the server went silent")), IDLE_MS);
promise.then(resolve, reject).finally(() => clearTimeout(timer));
});
}
const KEY = "coach-conversation";
class Trouble extends Error {
constructor(kind, { detail = "", retryAfterS = 0 } = {}) {
super(kind);
this.kind = kind;
this.detail = detail;
this.retryAfterS = retryAfterS;
}
}
class Conversation {
constructor(base) {
this.base = base;
this.id = kept();
}
async ask(message, language, tell, signal) {
const body = JSON.stringify({ message, ...(this.id ? { conversation_id: this.id } : {}) });
const headers = { "Content-Type": "application/json", Accept: "text/event-stream, application/json;q=0.5", "Accept-Language": language };
const response = await this.#request("api/chat", { method: "POST", body, headers, signal });
const turn = await answered(response, tell);
this.id = turn.conversation_id;
keep(this.id);
return turn;
}
async rate(turnId, value, comment) {
const body = JSON.stringify({ turn_id: turnId, value, ...(comment ? { comment } : {}) });
await this.#request("api/feedback", { method: "POST", body, headers: { "Content-Type": "application/json" } });
}
async export() {
return (await this.#request(`api/conversations/${encodeURIComponent(this.id ?? "")}`, {})).json();
}
async erase() {
await this.#request(`api/conversations/${encodeURIComponent(this.id ?? "")}`, { method: "DELETE" });
this.forget();
}
async turns() {
if (!this.id) return [];
const turns = (await this.export()).turns;
return Array.isArray(turns) ? turns : [];
}
forget() {
this.id = null;
keep(null);
}
async #request(path, options) {
let response;
try {
response = await fetch(new URL(path, this.base), { ...options, credentials: "omit", cache: "no-store" });
} catch (error) {
throw troubled(error);
}
if (response.ok) return response;
const problem = await response.json().catch(() => ({}));
const retryAfterS = Number(response.headers.get("Retry-After")) || 0;
if (response.status === 429 || response.status === 503) throw new Trouble("busy", { retryAfterS });
if (response.status === 404) throw new Trouble("missing");
if (response.status < 500) throw new Trouble("refused", { detail: String(problem.detail ?? "") });
throw new Trouble("failed");
}
}
async function answered(response, tell) {
const type = response.headers.get("Content-Type") ?? "";
const partial = { text: "", citations: [], language: "" };
try {
if (!type.startsWith("text/event-stream")) return await response.json();
for await (const { name, data } of eventsOf(response)) {
if (name === "done") return data;
if (name === "error") throw new Trouble("failed", { detail: String(data.detail ?? "") });
if (name === "meta") partial.language = data.language;
if (name === "delta") partial.text += data.text;
if (name === "citation") partial.citations.push(data);
tell(partial);
}
} catch (error) {
throw troubled(error);
}
throw new Trouble("lost");
}
function troubled(error) {
if (error instanceof Trouble || (error instanceof DOMException && error.name === "AbortError")) return error;
return new Trouble(navigator.onLine ? "lost" : "offline");
}
function kept() {
try {
return sessionStorage.getItem(KEY);
} catch {
return null;
}
}
function keep(id) {
try {
if (id) sessionStorage.setItem(KEY, id);
else sessionStorage.removeItem(KEY);
} catch {
}
}
const NOT_READ = "script, style, noscript, template, textarea, select, coach-widget";
const HIGHLIGHT = "coach-sentence";
function folded(text) {
let letters = "";
const at = [];
let position = 0;
for (const character of text) {
for (const letter of character.normalize("NFKD").toLowerCase()) {
if (!/[\p{L}\p{N}]/u.test(letter)) continue;
letters += letter;
for (let unit = 0; unit < letter.length; unit += 1) at.push(position);
}
position += character.length;
}
return { letters, at };
}
function places({ letters, at }, raw, sentence) {
const wanted = folded(sentence).letters;
const [before] = sentence.match(/^[^\p{L}\p{N}]*/u) ?? [""];
const [after] = sentence.match(/[^\p{L}\p{N}]*$/u) ?? [""];
const found = [];
if (!wanted) return found;
for (let from = letters.indexOf(wanted); from >= 0; from = letters.indexOf(wanted, from + 1)) {
let start = at[from];
const last = at[from + wanted.length - 1];
let end = last + ((raw.codePointAt(last) ?? 0) > 0xffff ? 2 : 1);
const isWhole = !isLetter(raw, start - 1) && !isLetter(raw, end);
if (!isWhole) continue;
while (end < raw.length && (after.includes(raw[end]) || /\p{M}/u.test(raw[end]))) end += 1;
while (start > 0 && before.includes(raw[start - 1])) start -= 1;
found.push([start, end]);
}
return found;
}
function isLetter(text, at) {
return at >= 0 && at < text.length && /[\p{L}\p{N}]/u.test(text[at]);
}
function locate(text, sentence) {
return places(folded(text), text, sentence).at(-1) ?? null;
}
function findInPage(citation) {
const { raw, nodes } = pageText();
const text = folded(raw);
const ranges = places(text, raw, citation.quote)
.map((place) => ({ place, range: rangeOf(nodes, place) }))
.filter(({ range }) => isShown(range));
const heading = citation.path.at(-1);
const headings = heading ? places(text, raw, heading).map(([, end]) => end) : [];
for (const end of headings.reverse()) {
const after = ranges.find(({ place }) => place[0] >= end);
if (after) return after.range;
}
return ranges[0]?.range ?? null;
}
function pageText() {
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT, (node) => {
if (node instanceof Text) return NodeFilter.FILTER_ACCEPT;
return (node).matches(NOT_READ) ? NodeFilter.FILTER_REJECT : NodeFilter.FILTER_SKIP;
});
const blocks = new Map();
const nodes = [];
let raw = "";
let block = null;
while (walker.nextNode()) {
const node = (walker.currentNode);
const its = blockOf((node.parentElement), blocks);
if (block && its !== block) raw += "\n";
block = its;
nodes.push({ node, start: raw.length });
raw += node.data;
}
return { raw, nodes };
}
function blockOf(element, known) {
const before = known.get(element);
if (before) return before;
const parent = element.parentElement;
const isInline = getComputedStyle(element).display.startsWith("inline");
const block = parent && isInline ? blockOf(parent, known) : element;
known.set(element, block);
return block;
}
function rangeOf(nodes, [start, end]) {
const range = document.createRange();
const holds = (at) => nodes.findLast((one) => one.start <= at);
const first = (holds(start));
const last = (holds(end - 1));
range.setStart(first.node, start - first.start);
range.setEnd(last.node, Math.min(end - last.start, last.node.length));
return range;
}
function isShown(range) {
const element = range.startContainer.parentElement;
if (!element) return false;
return element.closest("details:not([open])") !== null || (element.checkVisibility?.() ?? true);
}
function highlight(range) {
clearHighlight();
const element = (range.startContainer.parentElement);
for (let closed = element.closest("details:not([open])"); closed; closed = element.closest("details:not([open])")) {
closed.setAttribute("open", "");
}
if ("highlights" in CSS) {
CSS.highlights.set(HIGHLIGHT, new Highlight(range));
addStyle();
} else {
const selection = getSelection();
selection?.removeAllRanges();
selection?.addRange(range);
}
const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
element.scrollIntoView({ block: "center", behavior: calm ? "instant" : "smooth" });
return element;
}
function clearHighlight() {
if ("highlights" in CSS) CSS.highlights.delete(HIGHLIGHT);
}
let style;
function addStyle() {
if (style) return;
style = new CSSStyleSheet();
style.replaceSync(`::highlight(${HIGHLIGHT}) { background: var(--coach-highlight, #ffe27a); color: var(--coach-on-highlight, #221c00); }`);
document.adoptedStyleSheets = [...document.adoptedStyleSheets, style];
}
function addressOf(citation, base) {
if (citation.url && /^https?:\/\//i.test(citation.url)) return citation.url;
const words = citation.quote.replace(/[*_`|]+/g, " ").trim().split(/\s+/);
const ends = words.length > 8 ? [words.slice(0, 4), words.slice(-4)] : [words];
const fragment = ends.map((some) => encodeURIComponent(some.join(" ")).replace(/-/g, "%2D")).join(",");
return `${base}?article=${encodeURIComponent(citation.article)}#:~:text=${fragment}`;
}
function linkTo(citation, { base, texts, reveal }) {
const here = findInPage(citation) !== null;
const link = make("a", { class: "see", href: addressOf(citation, base), target: "_blank", rel: "noopener" });
link.append(here ? texts.see : texts.seeElsewhere);
link.addEventListener("click", (event) => {
const range = findInPage(citation);
if (!range) return;
event.preventDefault();
reveal(range);
});
return link;
}
function menuOf({ conversation, texts, announce, restart }) {
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
function close() {
if (element.hidden) return false;
element.hidden = true;
button.setAttribute("aria-expanded", "false");
button.focus();
return true;
}
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
if (!(error instanceof Trouble && error.kind === "missing")) return tell(texts.notErased);
}
close();
restart();
announce(texts.erased);
}
return { button, element, close };
}
function item(drawn, text, act) {
return make("button", { type: "button", click: act }, icon(drawn), text);
}
async function copy(text, button, { texts, announce }) {
const worked = await written(text, button);
announce(worked ? texts.copied : texts.notCopied);
button.classList.toggle("done", worked);
setTimeout(() => button.classList.remove("done"), 1600);
}
async function written(text, button) {
try {
await navigator.clipboard.writeText(text);
return true;
} catch {
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
const ITEM = /^\s*(?:[-*•+]|\d{1,3}[.)])\s+/;
const ROW = /^\s*\|.*\|\s*$/;
const INLINE = /(\[\d{1,3}\]|\*\*[^*\n]+\*\*|__[^_\n]+__|`[^`\n]+`|(?<![\p{L}\p{N}*])\*[^*\s][^*\n]*\*(?![\p{L}\p{N}*]))/u;
const SENTENCE_END = /[.!?…:»”"](?:\s*\[\d+\])*\s+(?=\S)|\[\d+\]\s*/g;
function render(text, citations, { citeLabel, unfinished = false }) {
const found = blocks(text);
return found.map((block, number) => {
const tail = unfinished && number === found.length - 1;
return element(block, (line, isLast) => inline(line, citations, citeLabel, tail && isLast));
});
}
function blocks(text) {
const found = [];
let apart = true;
for (const line of text.split(/\r?\n/)) {
if (!line.trim()) {
apart = true;
continue;
}
const tag = tagOf(line);
const last = found.at(-1);
if (last && last.tag === tag && (tag !== "p" || !apart) && tag !== "h4") last.lines.push(line);
else found.push({ tag, lines: [line] });
apart = false;
}
return found;
}
function tagOf(line) {
if (ROW.test(line)) return "table";
if (/^\s{0,3}#{1,6}\s/.test(line)) return "h4";
if (!ITEM.test(line)) return "p";
return /^\s*\d/.test(line) ? "ol" : "ul";
}
function element({ tag, lines }, fill) {
const last = lines.length - 1;
if (tag === "table") return table(lines, fill);
if (tag === "ul" || tag === "ol") {
const items = lines.map((line, number) => make("li", {}, ...fill(line.replace(ITEM, ""), number === last)));
return make(tag, {}, ...items);
}
if (tag === "h4") return make("p", { class: "heading" }, ...fill(lines[0].replace(/^\s*#+\s+/, ""), true));
const paragraph = make("p");
lines.forEach((line, number) => {
if (number) paragraph.append(make("br"));
paragraph.append(...fill(line, number === last));
});
const said = [...paragraph.querySelectorAll(".said")].reduce((sum, { textContent }) => sum + (textContent?.length ?? 0), 0);
if (said > (paragraph.textContent?.length ?? 0) * 0.6) paragraph.className = "from-article";
return paragraph;
}
function table(lines, fill) {
const rows = lines.filter((line) => !/^[\s|:-]+$/.test(line)).map((line) => line.trim().slice(1, -1).split("|"));
const isHeaded = lines.length > rows.length;
const made = rows.map((cells, row) => {
const name = isHeaded && row === 0 ? "th" : "td";
return make("tr", {}, ...cells.map((cell) => make(name, {}, ...fill(cell.trim(), false))));
});
return make("div", { class: "table", tabindex: 0 }, make("table", {}, ...made));
}
function inline(line, citations, citeLabel, unfinished) {
if (unfinished) {
const end = [...line.matchAll(SENTENCE_END)].at(-1);
const cut = end ? end.index + end[0].length : 0;
const rest = inline(line.slice(cut), citations, citeLabel, false);
const whole = cut ? inline(line.slice(0, cut), citations, citeLabel, false) : [];
return rest.length ? [...whole, make("span", { "aria-hidden": "true", class: "tail" }, ...rest)] : whole;
}
const made = [];
let from = 0;
for (const marker of line.matchAll(/\[(\d{1,3})\]/g)) {
const citation = citations.find(({ number }) => number === Number(marker[1]));
if (!citation) continue;
made.push(...said(line.slice(from, marker.index), citation), cite(citation, citeLabel(citation)));
from = marker.index + marker[0].length;
}
return [...made, ...emphasized(typeset(line.slice(from)))];
}
function said(text, citation) {
const place = locate(text, citation.quote) ?? (citation.translation ? locate(text, citation.translation) : null);
if (!place) return emphasized(typeset(text));
const quoted = make("span", { class: "said" }, ...emphasized(text.slice(...place)));
return [...emphasized(typeset(text.slice(0, place[0]))), quoted, ...emphasized(typeset(text.slice(place[1])))];
}
function emphasized(text) {
return text.split(INLINE).filter(Boolean).map((piece) => {
if (/^(\*\*|__)[^]+\1$/.test(piece) && piece.length > 4) return make("strong", {}, piece.slice(2, -2));
if (/^`[^]+`$/.test(piece)) return make("code", {}, piece.slice(1, -1));
if (/^\*[^*]+\*$/.test(piece)) return make("em", {}, piece.slice(1, -1));
return piece;
});
}
function cite(citation, label) {
const shown = make("span", {}, String(citation.number));
return make("button", { type: "button", class: "cite", part: "citation", "data-number": citation.number, "aria-label": label, "aria-expanded": "false" }, shown);
}
function update(parent, wanted) {
wanted.forEach((node, number) => {
const old = parent.childNodes[number];
if (!old) parent.append(node);
else if (isSame(old, node)) return;
else if (old instanceof Element && node instanceof Element && old.tagName === node.tagName && !old.matches(WHOLE) && !node.matches(WHOLE)) {
old.className = node.className;
update(old, [...node.childNodes]);
} else parent.replaceChild(node, old);
});
while (parent.childNodes.length > wanted.length) parent.lastChild?.remove();
}
const WHOLE = "[aria-hidden], .cite, .said";
function isSame(old, node) {
if (old.isEqualNode(node)) return true;
if (!(old instanceof HTMLElement && node instanceof HTMLElement)) return false;
return old.className === "cite" && node.className === "cite" && old.dataset.number === node.dataset.number;
}
function sectionOf({ section }, texts) {
return section === "intro" ? texts.intro : section;
}
function citeLabel(citation, texts) {
return fill(texts.cite, { n: citation.number, section: sectionOf(citation, texts) });
}
function openSources(element, citations, context) {
let open = null;
const close = () => {
open?.card.remove();
open?.button.setAttribute("aria-expanded", "false");
open = null;
};
element.addEventListener("click", ({ target }) => {
const button = target instanceof Element ? (target.closest(".cite")) : null;
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
event.stopPropagation();
});
}
function card(citation, context, leave) {
const { texts, language } = context;
const title = fill(texts.source, { n: citation.number });
const path = citation.path.length ? citation.path : [sectionOf(citation, texts)];
const steps = path.map((heading) => make("li", {}, typeset(heading)));
const closing = make("button", { type: "button", class: "plain", "aria-label": texts.closeSource, click: leave }, icon("close"));
const quote = make("blockquote", { lang: languageOf(citation, language) }, ...emphasized(citation.quote));
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
function languageOf(citation, language) {
const range = citation.translation ? findInPage(citation) : null;
return range?.startContainer.parentElement?.closest("[lang]")?.getAttribute("lang") ?? (citation.translation ? null : language);
}
const STATES = (["met", "gap", "unknown"]);
const ICON = { met: "check", gap: "gap", unknown: "unknown" };
function assessmentCard(assessment, context, { folded }) {
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
if (event.target instanceof Element && event.target.closest(".cite")) event.stopPropagation();
});
return card;
}
function stateOf(status) {
return STATES.find((state) => state === status) ?? "unknown";
}
function criterion({ label, status, reason, citations }, assessment, texts) {
const state = stateOf(status);
const words = make("div", {}, make("strong", {}, label), " ", make("span", { class: "state" }, texts[state]), make("p", {}, `${reason} `, ...cites(citations, assessment, texts)));
return make("li", { class: `criterion ${state}` }, make("span", { class: "mark", "aria-hidden": "true" }, icon(ICON[state])), words);
}
function cites(numbers, assessment, texts) {
const known = assessment.citations.filter(({ number }) => numbers.includes(number));
return known.map((citation) => cite(citation, citeLabel(citation, texts)));
}
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
function print(section) {
const root = (section.getRootNode());
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
function ratingOf(turn, context) {
const { texts, announce } = context;
let value = turn.feedback?.value ?? 0;
const up = thumb(1, texts.good);
const down = thumb(-1, texts.bad);
const form = commentForm(texts);
form.addEventListener("submit", async (event) => {
event.preventDefault();
const box = (form.elements.namedItem("comment"));
if (await save(box.value.trim())) {
form.hidden = true;
(value === 1 ? up : down).focus();
}
});
function thumb(its, label) {
const button = make("button", { type: "button", class: its === 1 ? "plain" : "plain turned", "aria-label": label, title: label, "aria-pressed": "false" }, icon("thumb"));
button.addEventListener("click", async () => {
const before = value;
set(value === its ? 0 : its);
if (!(await save())) set(before);
});
return button;
}
function set(wanted) {
value = wanted;
up.setAttribute("aria-pressed", String(value === 1));
down.setAttribute("aria-pressed", String(value === -1));
form.hidden = value === 0;
}
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
form.hidden = true;
return [up, down, form];
}
function commentForm(texts) {
const box = make("input", { name: "comment", type: "text", maxlength: 1000, autocomplete: "off" });
const label = make("label", {}, make("span", { class: "small" }, texts.commentLabel), box);
return make("form", { class: "comment" }, label, make("button", { type: "submit", class: "plain", "aria-label": texts.commentSend }, icon("send")));
}
class TurnView {
constructor(message, context) {
this.message = message;
this.context = context;
const { texts } = context;
this.citations = [];
this.answer = make("div", { class: "answer streaming", part: "answer", dir: "auto" });
this.thinking = make("p", { class: "thinking" }, make("span", { class: "dots", "aria-hidden": "true" }, make("i"), make("i"), make("i")), make("span", {}, texts.thinking));
this.theirs = make("div", { class: "theirs" }, make("h3", { class: "hidden" }, texts.coach), this.thinking, this.answer);
this.question = make("div", { class: "mine", part: "question", dir: "auto" }, make("h3", { class: "hidden" }, texts.you), make("p", {}, message));
this.element = make("div", { class: "turn" }, this.question, this.theirs);
openSources(this.theirs, () => this.citations, context);
}
show({ text, citations, language }) {
this.citations = citations;
if (!text) return;
this.thinking.remove();
if (language) this.answer.lang = language;
this.#render(text, true);
}
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
fail({ kind, detail, retryAfterS }, again) {
const { texts } = this.context;
this.#end();
if (kind !== "refused") this.answer.replaceChildren();
const text = kind === "refused" ? `${texts.refused} ${detail}`.trim() : (texts[kind] ?? texts.failed);
this.theirs.append(make("div", { class: "trouble", part: "trouble" }, make("p", {}, text), kind === "refused" ? null : this.#again(again, retryAfterS)));
}
stop(again) {
this.#end();
this.theirs.append(make("div", { class: "trouble" }, make("p", {}, this.context.texts.stopped), this.#again(again, 0)));
}
#end() {
this.thinking.remove();
this.answer.classList.remove("streaming");
for (const tail of this.answer.querySelectorAll(".tail")) tail.removeAttribute("aria-hidden");
}
#render(text, unfinished) {
const label = (citation) => citeLabel(citation, this.context.texts);
update(this.answer, render(text, this.citations, { citeLabel: label, unfinished }));
}
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
#chips(suggestions, title, language) {
if (!suggestions.length) return null;
const chips = suggestions.map((text) => make("button", { type: "button", class: "chip", part: "chip", lang: language, click: () => this.context.ask(text) }, typeset(text)));
return make("div", { class: "chips", role: "group", "aria-label": title }, make("p", { class: "small", "aria-hidden": "true" }, title), ...chips);
}
#actions(turn) {
const { texts } = this.context;
const copying = make("button", { type: "button", class: "plain", "aria-label": texts.copy, title: texts.copy }, icon("copy"));
copying.addEventListener("click", () => copy(asText(turn, texts), copying, this.context));
return make("div", { class: "actions" }, copying, ...(turn.turn_id ? ratingOf(turn, this.context) : []));
}
}
function isReplies({ answer, suggestions }) {
return answer.trimEnd().endsWith("?") && suggestions.some((text) => !text.trimEnd().endsWith("?"));
}
function asText(turn, texts) {
const sources = turn.citations.map((one) => {
const words = `[${one.number}] « ${one.quote} » (${sectionOf(one, texts)})`;
return one.url ? `${words} ${one.url}` : words;
});
return [turn.answer.replace(/\*\*/g, ""), ...(sources.length ? ["", `${texts.sources} :`, ...sources] : [])].join("\n");
}
function welcomeOf(place, ask) {
const { texts } = place;
const about = make("p", { class: "about" });
const starters = make("div", { class: "chips starters", role: "group", "aria-label": texts.starters });
load(place).then(({ title, starters: questions, check }) => {
about.textContent = title;
if (!questions.length && !check) return;
const chips = questions.map((text) => chip(text, "arrow", () => ask(text)));
if (check) chips.push(chip(texts.check, "check", () => ask(texts.checkMessage)));
starters.append(make("p", { class: "small", "aria-hidden": "true" }, texts.starters), ...chips);
}).catch(() => undefined);
const notice = make("p", { class: "notice", part: "notice" }, icon("info"), make("span", {}, texts.notice));
return make("div", { class: "welcome" }, about, make("p", { class: "hello" }, texts.hello), notice, starters);
}
function chip(text, drawn, act) {
return make("button", { type: "button", class: `chip starter ${drawn}`, part: "chip", click: act }, make("span", {}, typeset(text)), icon(drawn));
}
async function load({ base, language, article }) {
const address = new URL("widget/welcome", base);
address.searchParams.set("lang", language);
if (article) address.searchParams.set("article", article);
const response = await fetch(address, { credentials: "omit" });
if (!response.ok) throw new TypeError("no welcome");
return response.json();
}
export function openPanel(place) {
const { texts, language, base } = place;
const conversation = new Conversation(base);
let asking = null;
let follows = true;
const status = make("p", { class: "toast", role: "status" });
let said = 0;
const announce = (text, isSeen = true) => {
clearTimeout(said);
status.textContent = "";
status.className = isSeen ? "toast" : "hidden";
setTimeout(() => (status.textContent = text), 50);
said = setTimeout(() => (status.textContent = ""), 4000);
};
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
function add(message) {
const view = new TurnView(message, context);
log.append(view.element);
return view;
}
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
if (waits) return;
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
async function answerTo(message, tell, signal) {
try {
return await conversation.ask(message, language, tell, signal);
} catch (error) {
if (!(error instanceof Trouble && error.kind === "missing" && conversation.id)) throw error;
conversation.forget();
announce(texts.restarted);
return conversation.ask(message, language, tell, signal);
}
}
function showQuestion({ element }) {
if (!follows) return;
const top = element.offsetTop;
log.scrollTop = Math.min(top, log.scrollHeight - log.clientHeight);
}
function reveal(range) {
const element = highlight(range);
announce(texts.seen, false);
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
function covers(panel, range) {
const [over, under] = [panel.getBoundingClientRect(), range.getBoundingClientRect()];
const hidden = Math.min(over.right, under.right) - Math.max(over.left, under.left);
return hidden > under.width / 4;
}
function keepFocus(event, panel) {
const stops = [...panel.querySelectorAll("button, a[href], input, textarea, summary, [tabindex='0']")].filter(
(stop) => stop instanceof HTMLElement && stop.checkVisibility() && !stop.matches(":disabled"),
);
const active = (panel.getRootNode()).activeElement;
const [first, last] = [stops[0], stops.at(-1)];
if (event.shiftKey ? active === first || active === panel : active === last) {
event.preventDefault();
(event.shiftKey ? last : first).focus();
}
}
