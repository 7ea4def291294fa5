// One visitor's conversation with the server: what is asked, answered, rated, exported and erased. The only module
// that makes requests after the widget is loaded, and the only one that keeps anything: the conversation's id, in
// this tab, from the first message on.

import { eventsOf } from "./events.js";

/**
 * @typedef {{number: number, article: string, section: string, path: string[], quote: string, start: number,
 *   end: number, translation: string | null, url: string | null}} Citation
 * @typedef {{key: string, label: string, status: "met" | "gap" | "unknown", reason: string, citations: number[]}} Criterion
 * @typedef {{criteria: Criterion[], next_steps: {text: string, citations: number[]}[], citations: Citation[]}} Assessment
 * @typedef {{conversation_id: string, turn_id: string, kind: string, language: string, answer: string,
 *   citations: Citation[], suggestions: string[], assessment: Assessment | null, degraded?: boolean,
 *   message?: string, feedback?: {value: 1 | -1 | 0} | null}} Turn
 * @typedef {{text: string, citations: Citation[], language: string}} Partial
 */

const KEY = "coach-conversation";

/** Something went wrong; `kind` says what the visitor can do about it. */
export class Trouble extends Error {
  /**
   * @param {"offline" | "lost" | "busy" | "missing" | "refused" | "failed"} kind
   * @param {{detail?: string, retryAfterS?: number}} [more]
   */
  constructor(kind, { detail = "", retryAfterS = 0 } = {}) {
    super(kind);
    this.kind = kind;
    this.detail = detail;
    this.retryAfterS = retryAfterS;
  }
}

export class Conversation {
  /** @param {string} base the server's address, with a slash at the end */
  constructor(base) {
    this.base = base;
    /** @type {string | null} */
    this.id = kept();
  }

  /**
   * Asks, and tells of the answer as it arrives.
   *
   * @param {string} message
   * @param {string} language the page's: of errors, never of the answer
   * @param {(partial: Partial) => void} tell
   * @param {AbortSignal} signal
   * @returns {Promise<Turn>}
   */
  async ask(message, language, tell, signal) {
    const body = JSON.stringify({ message, ...(this.id ? { conversation_id: this.id } : {}) });
    const headers = { "Content-Type": "application/json", Accept: "text/event-stream, application/json;q=0.5", "Accept-Language": language };
    const response = await this.#request("api/chat", { method: "POST", body, headers, signal });
    const turn = await answered(response, tell);
    this.id = turn.conversation_id;
    keep(this.id);
    return turn;
  }

  /**
   * @param {string} turnId
   * @param {1 | -1 | 0} value
   * @param {string} [comment]
   */
  async rate(turnId, value, comment) {
    const body = JSON.stringify({ turn_id: turnId, value, ...(comment ? { comment } : {}) });
    await this.#request("api/feedback", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  }

  /** Everything the server keeps of it. @returns {Promise<any>} */
  async export() {
    return (await this.#request(`api/conversations/${encodeURIComponent(this.id ?? "")}`, {})).json();
  }

  /** Erases it on the server; already gone is as good. */
  async erase() {
    await this.#request(`api/conversations/${encodeURIComponent(this.id ?? "")}`, { method: "DELETE" });
    this.forget();
  }

  /** The turns so far, or none when the server does not know it any more. @returns {Promise<Turn[]>} */
  async turns() {
    if (!this.id) return [];
    const turns = (await this.export()).turns;
    return Array.isArray(turns) ? turns : [];
  }

  /** Begins a new one with the next message. */
  forget() {
    this.id = null;
    keep(null);
  }

  /** @param {string} path @param {RequestInit} options */
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

/**
 * @param {Response} response
 * @param {(partial: Partial) => void} tell
 * @returns {Promise<Turn>}
 */
async function answered(response, tell) {
  const type = response.headers.get("Content-Type") ?? "";
  /** @type {Partial} */
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
  throw new Trouble("lost"); // ended without an end
}

/** @param {unknown} error @returns {unknown} */
function troubled(error) {
  if (error instanceof Trouble || (error instanceof DOMException && error.name === "AbortError")) return error;
  return new Trouble(navigator.onLine ? "lost" : "offline");
}

/** The id kept in this tab, or null, also where a browser allows no storage. */
export function kept() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string | null} id */
function keep(id) {
  try {
    if (id) sessionStorage.setItem(KEY, id);
    else sessionStorage.removeItem(KEY);
  } catch {
    // without storage the conversation lasts as long as the page
  }
}
