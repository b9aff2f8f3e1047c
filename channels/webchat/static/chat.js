/** Puts the parts together: what is written goes to the outbox, what is heard goes to the record, the transcript shows it. */
import { Composer } from "./composer.js";
import { Doors, Refusal, Unreachable } from "./doors.js";
import { Join } from "./join.js";
import { Keeping } from "./keeping.js";
import { Listening } from "./listening.js";
import { Outbox } from "./outbox.js";
import { Panel } from "./panel.js";
import { Record } from "./record.js";
import { Session } from "./session.js";
import { Transcript } from "./transcript.js";
import { speak, words } from "./words.js";

const ANSWER_EXPECTED_MS = 15_000;
const HIDDEN_TOO_LONG_MS = 30_000;

export function startChat(options) {
  speak(options.language);
  const chat = new Chat(options);
  chat.begin(options.openNow);
  return { open: () => chat.panel.open(), close: () => chat.panel.close() };
}

class Chat {
  constructor({ base, title, identity, place }) {
    this.keeping = new Keeping(base);
    this.doors = new Doors(base);
    this.record = new Record();
    this.identity = identity;
    this.reachable = true;
    this.waitingUntil = 0;
    this.#wire(title || (() => words.title), place);
  }

  #wire(title, place) {
    const { doors, keeping, identity } = this;
    this.session = new Session({ doors, keeping, identity, tell: (what) => this.#changed(what) });
    this.outbox = new Outbox({ keeping, deliver: (id, text) => this.#deliver(id, text), changed: (entry) => this.#moved(entry) });
    this.listening = new Listening({
      doors, session: this.session, hear: (message) => this.#heard(message), reach: (yes) => this.#reach(yes),
      loaded: () => this.#loaded(),
    });
    this.transcript = new Transcript({ retry: () => this.outbox.retry(), edit: (entry) => this.#edit(entry) });
    this.composer = new Composer({ send: (text) => this.outbox.add(text), draft: this.#draft() });
    this.join = new Join({
      doors, session: this.session, joined: (token) => this.#joined(token), begun: () => this.listening.start(),
      back: () => this.composer.field.focus(),
    });
    this.panel = new Panel({
      title, place, transcript: this.transcript, composer: this.composer, join: this.join, opened: () => this.#opened(),
    });
  }

  begin(openNow) {
    window.addEventListener("online", () => this.#network());
    window.addEventListener("offline", () => this.#network());
    document.addEventListener("visibilitychange", () => this.#visibility());
    this.outbox.restore();
    if (this.session.token) this.#listen();
    if (openNow && !this.panel.inline) this.panel.open({ focus: false });
    if (this.panel.inline) this.#opened();
    this.#network();
  }

  /** A customer known by the site sees earlier messages on opening; a guest's conversation begins with the first word. */
  #opened() {
    if (this.identity) this.#listen();
  }

  #listen() {
    if (this.record.empty) this.transcript.busy = true;
    this.listening.start();
  }

  #loaded() {
    this.#show();
    this.transcript.busy = false;
  }

  async #deliver(id, text) {
    try {
      await this.#send(id, text);
      this.#reach(true);
    } catch (error) {
      if (error instanceof Unreachable) this.#reach(false);
      throw error;
    }
  }

  async #send(id, text) {
    const token = await this.session.open();
    this.listening.start();
    try {
      await this.doors.send(token, id, text);
    } catch (error) {
      if (!(error instanceof Refusal && error.status === 401)) throw error;
      this.session.lost(token);
      await this.doors.send(await this.session.open(), id, text);
    }
  }

  #heard(message) {
    if (message?.language) this.#speak(message.language);
    const fresh = this.record.heard(message);
    if (fresh && message.from !== "customer") {
      this.waitingUntil = 0;
      if (!this.transcript.log.matches("[aria-busy=true]")) this.panel.count();
    }
    this.#show();
  }

  /** The labels follow what the company says. */
  #speak(tag) {
    if (!speak(tag)) return;
    this.panel.sayAgain();
    this.#status();
  }

  #moved(entry) {
    this.record.local(entry);
    if (entry.state === "sent") this.#expectAnswer();
    if (entry.state === "unsent" && entry.note) this.panel.say(entry.note);
    this.#show();
  }

  #expectAnswer() {
    this.waitingUntil = Date.now() + ANSWER_EXPECTED_MS;
    clearTimeout(this.waitingTimer);
    this.waitingTimer = setTimeout(() => this.#show(), ANSWER_EXPECTED_MS + 100);
  }

  #show() {
    this.composer.begun = !this.record.empty;
    this.transcript.show(this.record.lines, Date.now() < this.waitingUntil);
  }

  #edit(entry) {
    this.outbox.withdraw(entry);
    this.composer.edit(entry.text);
  }

  /** The conversation behind the token is gone: a new one begins, with what was not yet sent. */
  #changed(what) {
    this.listening.stop();
    this.listening.forget();
    this.record.clear();
    this.record.notice(what);
    this.outbox.entries.forEach((entry) => this.record.local(entry));
    this.#show();
    this.listening.start();
  }

  /** A code has led to a conversation: the one that is here, which has more in it now, or another one. */
  #joined(token) {
    if (token !== this.session.token) {
      this.listening.stop();
      this.listening.forget();
      this.record.clear();
      this.session.take(token);
    }
    this.#show();
    this.#listen();
  }

  #reach(yes) {
    this.reachable = yes;
    this.#status();
  }

  #network() {
    if (navigator.onLine) {
      if (this.outbox.entries.length) this.outbox.retry();
      if (!this.listening.round.over) this.listening.start();
    }
    this.#status();
  }

  #status() {
    if (!navigator.onLine) return this.panel.say(words.offline);
    this.panel.say(this.reachable ? "" : words.lost);
  }

  #visibility() {
    clearTimeout(this.hiddenTimer);
    if (document.hidden) this.hiddenTimer = setTimeout(() => this.listening.stop(), HIDDEN_TOO_LONG_MS);
    else if (this.session.token) this.listening.start();
  }

  #draft() {
    const { keeping } = this;
    return { get: () => keeping.get("draft"), set: (text) => (text ? keeping.set("draft", text) : keeping.drop("draft")) };
  }
}
