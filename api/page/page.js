// The chat beside the article. Text is only ever set as text; nothing is stored, and nothing is asked of the
// server before the first message.

const chat = document.getElementById("coach-chat");
const log = document.getElementById("coach-log");
const form = document.getElementById("coach-form");
const box = document.getElementById("coach-message");
const send = form.querySelector("button");
const suggestions = document.getElementById("coach-suggestions");
const article = document.getElementById("coach-article");
const words = chat.dataset;
let conversation = null;

form.hidden = false;
suggest(JSON.parse(words.starters));
form.addEventListener("submit", (event) => {
  event.preventDefault();
  ask(box.value.trim());
});
box.addEventListener("keydown", (event) => {
  // Enter also ends a word in a Japanese or Chinese keyboard: that one is not ours.
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    ask(box.value.trim());
  }
});

async function ask(message) {
  if (!message || send.disabled) return;
  send.disabled = true;
  box.value = "";
  suggest([]);
  const asked = add(words.you, make("p", { className: "mine" }, message));
  const waiting = make("p", {}, words.waiting);
  const turn = add(words.coach, waiting);
  const answer = await post(message);
  if (answer.answer === undefined) {
    waiting.textContent = answer.detail || words.failed;
    box.value = message;
  } else {
    turn.lang = answer.language;
    waiting.replaceWith(...paragraphs(answer), sources(answer.citations));
    suggest(answer.suggestions);
  }
  log.scrollTop = asked.offsetTop - log.offsetTop; // a long answer is read from its question on
  send.disabled = false;
  box.focus();
}

async function post(message) {
  try {
    const response = await fetch("/api/chat", {
      method: "POST",
      headers: { "Content-Type": "application/json", "Accept-Language": document.documentElement.lang },
      body: JSON.stringify({ message, conversation_id: conversation }),
    });
    const body = await response.json();
    if (response.status === 404 && conversation) {
      conversation = null; // the server has forgotten it: begin again
      return post(message);
    }
    conversation = body.conversation_id || conversation;
    return body;
  } catch {
    return {};
  }
}

function paragraphs({ answer, citations }) {
  const blocks = [];
  for (const line of answer.split("\n").filter((text) => text.trim())) {
    const item = line.match(/^\s*(?:[-*•]|\d+\.)\s+(.*)$/);
    const element = make(item ? "li" : "p", {}, ...inline(item ? item[1] : line.replace(/^#+\s+/, ""), citations));
    const list = blocks.at(-1)?.tagName === "UL" ? blocks.at(-1) : null;
    if (item && list) list.append(element);
    else blocks.push(item ? make("ul", {}, element) : element);
  }
  return blocks;
}

function inline(text, citations) {
  return text.split(/(\*\*.+?\*\*|\[\d+\])/).map((piece) => {
    if (piece.startsWith("**")) return make("strong", {}, piece.slice(2, -2));
    const cited = citations.find(({ number }) => piece === `[${number}]`);
    return cited ? sectionLink(cited, piece) : piece;
  });
}

function sources(citations) {
  if (!citations.length) return "";
  const items = citations.map((cited) => {
    const section = cited.section === "intro" ? words.intro : cited.section;
    const quote = make("blockquote", { lang: article.lang }, cited.quote);
    const also = cited.translation ? [make("blockquote", {}, cited.translation)] : [];
    return make("li", {}, sectionLink(cited, `[${cited.number}] ${section}`), quote, ...also);
  });
  return make("ul", { className: "sources", ariaLabel: words.sources }, ...items);
}

function sectionLink(cited, text) {
  if (cited.article !== article.dataset.slug) {
    return make("a", { href: `/?article=${encodeURIComponent(cited.article)}` }, text);
  }
  const headings = [...article.querySelectorAll("[data-start]")];
  const target = headings.findLast((heading) => Number(heading.dataset.start) <= cited.start);
  const link = make("a", { href: `#${target?.id ?? ""}` }, text);
  link.addEventListener("click", () => {
    article.querySelector(".found")?.classList.remove("found");
    target?.classList.add("found");
  });
  return link;
}

function suggest(questions) {
  suggestions.replaceChildren(...questions.map((question) => {
    const button = make("button", { type: "button" }, question);
    button.addEventListener("click", () => ask(question));
    return button;
  }));
}

function add(who, ...content) {
  const turn = make("div", { className: "turn" }, make("p", { className: "who" }, who), ...content);
  log.append(turn);
  log.scrollTop = log.scrollHeight;
  return turn;
}

function make(tag, properties, ...children) {
  const element = Object.assign(document.createElement(tag), properties);
  element.append(...children);
  return element;
}
