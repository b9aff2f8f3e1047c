/** Whose conversation this is: one token a browser, opened with the first message or by a site-signed identity. */
import { Refusal } from "./doors.js";

export class Session {
  /** `tell("expired" | "identityRefused")` is called when the customer should be told that something changed. */
  constructor({ doors, keeping, identity, tell }) {
    Object.assign(this, { doors, keeping, identity, tell });
    this.opening = null;
    this.subject = subjectOf(identity);
    const kept = keeping.get("session");
    if (kept && !this.#isOurs(kept)) keeping.dropAll();
  }

  /** The token if there is one, else null. Another tab may have opened or lost it: storage is asked each time. */
  get token() {
    return this.keeping.get("session")?.token ?? null;
  }

  /** The token, opened now if need be; callers at the same moment share one. */
  async open() {
    if (this.token) return this.token;
    this.opening ??= this.#openNew().finally(() => (this.opening = null));
    return this.opening;
  }

  /** A code of a text message has led to this session. */
  take(token) {
    this.keeping.set("session", { token, subject: this.subject });
  }

  /**
   * The server does not know `token` any more. A guest's conversation is gone from this page, its promises are not; a
   * customer vouched for by the site comes back to the same conversation with the next token and notices nothing.
   */
  lost(token) {
    const kept = this.keeping.get("session");
    if (kept?.token !== token) return;
    this.keeping.drop("session");
    if (!this.identity || kept.refused) this.tell("expired");
  }

  /** A guest whose identity was refused stays the same guest until the site signs a new one. */
  #isOurs({ subject, refused }) {
    return subject === this.subject && (!refused || refused === signatureOf(this.identity));
  }

  async #openNew() {
    const opened = await this.#asMember();
    this.keeping.set("session", { ...opened, subject: this.subject });
    return opened.token;
  }

  /** An identity that is refused must not keep a customer from a name and a time: they go on as a guest. */
  async #asMember() {
    if (!this.identity) return { token: await this.doors.openSession() };
    try {
      return { token: await this.doors.openSession(this.identity) };
    } catch (error) {
      if (!(error instanceof Refusal && [400, 401].includes(error.status))) throw error;
      this.tell("identityRefused");
      return { token: await this.doors.openSession(), refused: signatureOf(this.identity) };
    }
  }
}

function signatureOf(identity) {
  return identity.split(".").pop();
}

/** Read, not trusted: it only tells whether the same customer is still signed in at the site. The server verifies. */
function subjectOf(identity) {
  if (!identity) return "";
  try {
    const bytes = Uint8Array.from(atob(identity.split(".")[1].replace(/-/g, "+").replace(/_/g, "/")), (c) => c.charCodeAt(0));
    return String(JSON.parse(new TextDecoder().decode(bytes)).sub ?? "");
  } catch (error) {
    console.warn("Yinuo: data-identity is no JWT", error);
    return identity;
  }
}
