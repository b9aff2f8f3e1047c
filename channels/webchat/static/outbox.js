/**
 * Messages on their way out. Each has an id made here and stays in the browser until the server has said that it is
 * written down; it is tried again under the same id, so that it arrives once. In order: one is sent at a time.
 */
import { Refusal, Unreachable } from "./doors.js";
import { Pause, backOff } from "./pause.js";
import { words } from "./words.js";

const TRIES = 6;
const STALE_MS = 10 * 60_000;

export class Outbox {
  /** `deliver(id, text)` throws unless the server has it; `changed(entry)` is called after every change of state. */
  constructor({ keeping, deliver, changed }) {
    Object.assign(this, { keeping, deliver, changed });
    this.entries = [];
    this.pause = new Pause();
    this.busy = false;
  }

  /** What an earlier visit left. Old words are not sent behind the customer's back: they wait for the button. */
  restore(now = Date.now()) {
    const left = this.keeping.names("out:").map((name) => this.keeping.get(name)).filter(Boolean);
    for (const { id, text, made } of left.sort((a, b) => a.made - b.made)) {
      const stale = now - made > STALE_MS;
      this.#enter({ id, text, made, state: stale ? "unsent" : "sending", note: "", tries: 0 });
    }
    this.#pump();
  }

  add(text) {
    const entry = { id: newId(), text, made: Date.now(), state: "sending", note: "", tries: 0 };
    this.keeping.set(`out:${entry.id}`, { id: entry.id, text, made: entry.made });
    this.#enter(entry);
    this.retry();
  }

  /** Everything that waits is tried at once, oldest first. */
  retry() {
    for (const entry of this.entries.filter((one) => one.state === "unsent")) {
      entry.tries = 0;
      this.#to(entry, "sending");
    }
    this.pause.end();
    this.#pump();
  }

  /** The customer takes a refused text back to change it. */
  withdraw(entry) {
    this.#forget(entry);
    this.#to(entry, "withdrawn");
  }

  #enter(entry) {
    this.entries.push(entry);
    this.changed(entry);
  }

  #to(entry, state, note = "") {
    entry.state = state;
    entry.note = note;
    this.changed(entry);
  }

  #forget(entry) {
    this.entries = this.entries.filter((one) => one !== entry);
    this.keeping.drop(`out:${entry.id}`);
  }

  async #pump() {
    if (this.busy) return;
    this.busy = true;
    try {
      for (let next = this.#next(); next; next = this.#next()) await this.#try(next);
    } finally {
      this.busy = false;
    }
  }

  #next() {
    return this.entries.find((entry) => entry.state === "sending");
  }

  async #try(entry) {
    try {
      await this.deliver(entry.id, entry.text);
      this.#forget(entry);
      this.#to(entry, "sent");
    } catch (error) {
      await this.#failed(entry, error);
    }
  }

  async #failed(entry, error) {
    if (error instanceof Refusal && error.final) return this.#to(entry, "refused", error.message);
    if (!(error instanceof Refusal || error instanceof Unreachable)) {
      this.#giveUp(entry, words.fallback.other);
      throw error;
    }
    entry.tries += 1;
    const note = error instanceof Refusal ? error.message : "";
    if (entry.tries >= TRIES) return this.#giveUp(entry, note || words.unsentNote);
    this.#to(entry, "sending", note);
    await this.pause.for(Math.max(error.retryAfterMs || 0, backOff(entry.tries)));
  }

  /** Later messages wait too: sent alone they would arrive without what came before. */
  #giveUp(entry, note) {
    for (const one of this.entries.filter((other) => other.state === "sending")) {
      this.#to(one, "unsent", one === entry ? note : "");
    }
  }
}

/** crypto.randomUUID needs https; a shop's test page on plain http has it not. */
function newId() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
