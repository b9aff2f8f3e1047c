/**
 * Hears what the company says: streams while that works, asks every few seconds where it does not (some proxies hold
 * streams back), and tells whether the server can be reached at all.
 */
import { Refusal, Unreachable } from "./doors.js";
import { Pause, backOff } from "./pause.js";
import { readEvents } from "./sse.js";

const SILENCE_MS = 45_000; // the server says something at least every 20 s
const POLL_MS = 3000;
const POLLS_BEFORE_STREAM = 20;
const CUTS_BEFORE_POLL = 2;

export class Listening {
  /** `hear(message)`; `reach(boolean)`: is the server there; `loaded()`: what was said earlier is complete. */
  constructor({ doors, session, hear, reach, loaded }) {
    Object.assign(this, { doors, session, hear, reach, loaded });
    this.pause = new Pause();
    this.round = { over: true };
    this.forget();
  }

  /** Begin from the first message: the conversation is a new one. */
  forget() {
    this.lastId = null;
    this.cuts = 0;
    this.polls = 0;
  }

  start() {
    if (!this.round.over) return this.pause.end();
    this.round = { over: false };
    this.#run(this.round);
  }

  /** A page nobody looks at gives its connection back; browsers allow six to one server for all tabs together. */
  stop() {
    this.round.over = true;
    this.stream?.abort();
    this.pause.end();
  }

  async #run(round) {
    let failures = 0;
    while (!round.over) {
      try {
        await this.#once(round);
        failures = 0;
      } catch (error) {
        failures += 1;
        this.#failed(error, round);
        if (!round.over) await this.pause.for(backOff(failures));
      }
    }
  }

  async #once(round) {
    const token = (round.token = await this.session.open());
    await this.#catchUp(round);
    if (round.over) return;
    if (this.cuts < CUTS_BEFORE_POLL) await this.#listen(round, token);
    else await this.#poll();
  }

  async #catchUp(round) {
    const messages = await this.doors.list(round.token, this.lastId);
    if (round.over) return;
    this.reach(true);
    messages.forEach((message) => this.#take(message, message.id));
    this.loaded();
  }

  async #poll() {
    this.polls += 1;
    if (this.polls >= POLLS_BEFORE_STREAM) this.cuts = this.polls = 0;
    await this.pause.for(POLL_MS);
  }

  async #listen(round, token) {
    const stream = (this.stream = new AbortController());
    const silence = () => setTimeout(() => stream.abort(), SILENCE_MS);
    let timer = silence();
    let heard = false;
    const alive = () => {
      heard = true;
      clearTimeout(timer);
      timer = silence();
    };
    try {
      const answer = await this.doors.events(token, this.lastId, stream.signal);
      if (!this.lastId) await this.#catchUp(round); // said between the question and the stream
      await readEvents(answer, (event) => round.over || this.#event(event), alive);
    } catch (error) {
      if (error instanceof Refusal && error.status === 401) throw error;
      console.info("Yinuo: the stream broke; whether the server is there shows when it is asked next", error);
    } finally {
      clearTimeout(timer);
    }
    this.cuts = heard ? 0 : this.cuts + 1;
    if (!round.over) await this.pause.for(backOff(1));
  }

  #event({ id, data }) {
    try {
      const message = JSON.parse(data);
      this.#take(message, id || message.id);
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      console.warn("Yinuo: an event that is no JSON was left out", error);
    }
  }

  #take(message, eventId) {
    this.lastId = eventId;
    this.hear(message);
  }

  #failed(error, round) {
    if (error instanceof Refusal && error.status === 401) return this.session.lost(round.token);
    if (!(error instanceof Refusal || error instanceof Unreachable)) console.error(error);
    if (!round.over) this.reach(false);
  }
}
