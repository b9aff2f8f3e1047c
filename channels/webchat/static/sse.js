/** Server-sent events read by hand: EventSource cannot carry a token in a header. */

/** Turns pieces of text, cut anywhere, into events `{id, data}`. */
export class EventReader {
  #rest = "";
  #id = "";
  #data = [];

  push(piece) {
    const events = [];
    const text = this.#rest + piece;
    const lines = text.split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop();
    for (const line of lines) {
      if (line === "") this.#finish(events);
      else this.#field(line);
    }
    return events;
  }

  #field(line) {
    const [, name, value] = /^([^:]*):? ?(.*)$/s.exec(line);
    if (name === "data") this.#data.push(value);
    if (name === "id") this.#id = value;
  }

  #finish(events) {
    if (this.#data.length) events.push({ id: this.#id, data: this.#data.join("\n") });
    this.#data = [];
  }
}

/** Gives every event of an open answer to `hear`, ends when the stream ends; `alive` is called for every piece. */
export async function readEvents(answer, hear, alive) {
  const reader = answer.body.getReader();
  const decoder = new TextDecoder();
  const events = new EventReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    alive();
    events.push(decoder.decode(value, { stream: true })).forEach(hear);
  }
}
