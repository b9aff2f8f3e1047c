/**
 * The conversation as one ordered list without doubles: what the server has told, and what is still on its way out.
 * A message has one id everywhere, ours and the server's, so that an echo, a repeated event and a poll are one line.
 */
export class Record {
  constructor() {
    this.clear();
  }

  clear() {
    this.lines = [];
    this.byId = new Map();
    this.latest = 0;
    this.count = 0;
  }

  /** Nothing was said yet; sentences of the chat itself do not count. */
  get empty() {
    return this.lines.every((line) => line.from === "notice");
  }

  /** A message from the server, perhaps heard before. Gives true when it is new to the reader. */
  heard(message) {
    if (typeof message?.id !== "string" || typeof message.text !== "string") return false;
    const { id, at, from, text, promise } = message;
    const known = this.byId.get(id);
    const order = Date.parse(at) || this.latest;
    Object.assign(known ?? this.#add(id), { at, from, text, promise, order, state: "", note: "", told: true });
    this.latest = Math.max(this.latest, order);
    this.#sort();
    return !known;
  }

  /** A message of the outbox, in whatever state it is now. The server's own word for it goes before ours. */
  local(entry) {
    if (entry.state === "withdrawn") return this.#remove(entry.id);
    const line = this.byId.get(entry.id) ?? this.#add(entry.id, { from: "customer", text: entry.text, order: Infinity, entry });
    if (line.told) return;
    Object.assign(line, { state: entry.state, note: entry.note });
    if (entry.state === "sent") line.order = this.#now();
    this.#sort();
  }

  /** A sentence of the chat itself, by its name, in its place among the messages. */
  notice(name) {
    this.#add(`notice ${this.count}`, { from: "notice", text: name, order: this.#now() });
    this.#sort();
  }

  /** Behind all that was told so far. A message that was accepted gets its true time with its echo. */
  #now() {
    return this.latest + 0.001;
  }

  #add(id, values = {}) {
    const line = { key: id, arrival: this.count++, ...values };
    this.byId.set(id, line);
    this.lines.push(line);
    return line;
  }

  #remove(id) {
    this.byId.delete(id);
    this.lines = this.lines.filter((line) => line.key !== id);
  }

  #sort() {
    this.lines.sort((a, b) => (a.order === b.order ? a.arrival - b.arrival : a.order - b.order));
  }
}
