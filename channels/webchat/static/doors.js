/** The doors of the web chat (docs/webchat-api.md). Every request has a time limit and carries no cookie. */
import { language, words } from "./words.js";

const ANSWER_LIMIT_MS = 15_000;

/** The server answered, and said no. `message` is fit for the customer. */
export class Refusal extends Error {
  constructor(status, message, retryAfterMs, code = "") {
    super(message);
    this.status = status;
    this.code = code;
    this.retryAfterMs = retryAfterMs;
    this.final = status >= 400 && status < 500 && ![401, 408, 425, 429].includes(status);
  }
}

/** No answer came: no network, nobody at the other end, or the time limit. */
export class Unreachable extends Error {}

export class Doors {
  constructor(base) {
    this.base = base;
  }

  async openSession(identity) {
    const answer = await this.#ask("sessions", { method: "POST", body: identity ? { identity } : {} });
    return (await json(answer)).token;
  }

  /** What may be offered to whoever was in touch before. */
  async ways() {
    return json(await this.#ask("ways", {}));
  }

  /** The token of whoever has the code of a text message: the one they have, else a new one. */
  async goOn(token, code) {
    return (await json(await this.#ask("sessions", { method: "POST", token, body: { code } }))).token;
  }

  async askForCode(token, phone) {
    await this.#ask("verifications", { method: "POST", token, body: { phone } });
  }

  async confirm(token, code) {
    await this.#ask("verifications/confirm", { method: "POST", token, body: { code } });
  }

  async send(token, id, text) {
    return json(await this.#ask("messages", { method: "POST", token, body: { id, text } }));
  }

  async list(token, after) {
    const query = after ? `?after=${encodeURIComponent(after)}` : "";
    return (await json(await this.#ask(`messages${query}`, { token }))).messages;
  }

  /** The open stream of events; `signal` ends it. The time limit holds until the first byte of the answer only. */
  async events(token, lastId, signal) {
    const headers = { Accept: "text/event-stream" };
    if (lastId) headers["Last-Event-ID"] = lastId;
    return this.#ask("events", { token, headers, signal });
  }

  async #ask(path, { method = "GET", token, body, headers = {}, signal }) {
    const limit = new AbortController();
    const timer = setTimeout(() => limit.abort(), ANSWER_LIMIT_MS);
    signal?.addEventListener("abort", () => limit.abort(), { once: true });
    if (token) headers.Authorization = `Bearer ${token}`;
    if (body) headers["Content-Type"] = "application/json";
    try {
      const answer = await fetch(this.base + path, {
        method, headers, body: body && JSON.stringify(body), credentials: "omit", cache: "no-store", signal: limit.signal,
      });
      if (!answer.ok) throw await refusal(answer);
      return answer;
    } catch (error) {
      throw error instanceof Refusal ? error : new Unreachable(String(error));
    } finally {
      clearTimeout(timer);
    }
  }
}

/** A body that is cut or is no JSON counts as no answer: the same request is made again under the same id. */
async function json(answer) {
  try {
    return await answer.json();
  } catch (error) {
    throw new Unreachable(String(error));
  }
}

async function refusal(answer) {
  const said = await json(answer).catch(() => ({}));
  const message = typeof said.message === "string" && readable(said.message) && said.message;
  const seconds = Number(answer.headers.get("Retry-After"));
  const own = words.fallback[answer.status] || words.fallback.other;
  return new Refusal(answer.status, message || own, seconds * 1000 || 0, said.error);
}

/** Before the first clear word the server speaks Chinese: a page in English has sentences of its own for that. */
function readable(message) {
  return language !== "en" || !/\p{Script=Han}/u.test(message);
}
