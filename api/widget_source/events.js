// Reads a response of server-sent events, one event at a time.

/** @typedef {{name: string, data: any}} ServerEvent */

const IDLE_MS = 45_000; // a server answers within 30 s; after that nobody is there

/**
 * The events of a response, their data read as JSON.
 *
 * @param {Response} response
 * @returns {AsyncGenerator<ServerEvent, void>}
 */
export async function* eventsOf(response) {
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
    reader.cancel().catch(() => undefined); // left half-way, the server is told
  }
}

/** @param {string} piece @returns {ServerEvent | null} */
function parsed(piece) {
  let name = "message";
  /** @type {string[]} */
  const data = [];
  for (const line of piece.split(/\r\n|\n|\r/)) {
    const [, field, value] = line.match(/^(\w+): ?(.*)$/) ?? [];
    if (field === "event") name = value;
    if (field === "data") data.push(value);
  }
  return data.length ? { name, data: JSON.parse(data.join("\n")) } : null; // else a comment that keeps it open
}

/** @template T @param {Promise<T>} promise @returns {Promise<T>} */
function inTime(promise) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new TypeError("the server went silent")), IDLE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
