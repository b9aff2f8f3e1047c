/**
 * The conversation as one ordered list without doubles: what the server has told, and what is still on its way out.
 * A message is known by the server's id; our own is first known by ours and takes the server's when that is heard.
 */
export class Record {
  constructor() {
    this.clear();
  }

  clear() {
    this.lines = [];
    this.byServer = new Map();
    this.latest = 0;
    this.count = 0;
  }

  get empty() {
    return this.lines.every((line) => line.from === "notice");
  }

  /** A message from the server, perhaps heard before. Gives true when it is new to the reader. */
  heard(message) {
    if (!message || typeof message.id !== "string" || typeof message.text !== "string") return false;
    const known = this.byServer.get(message.id) ?? this.#own(message);
    const line = known ?? this.#add({ key: `s:${message.id}` });
    const order = Date.parse(message.at) || this.latest;
    Object.assign(line, {
      at: message.at, from: message.from, text: message.text, promise: message.promise, order, state: "", confirmed: true,
    });
    this.byServer.set(message.id, line);
    this.latest = Math.max(this.latest, order);
    this.#sort();
    return !known;
  }

  /** A message of the outbox, in whatever state it is now. */
  local(entry) {
    let line = this.lines.find((one) => one.key === `c:${entry.id}`);
    if (entry.state === "withdrawn") return this.#remove(line);
    line ??= this.#add({ key: `c:${entry.id}`, from: "customer", text: entry.text, order: Infinity, entry });
    if (line.confirmed) return;
    Object.assign(line, { state: entry.state, note: entry.note });
    if (entry.state === "sent") this.#accepted(line, entry.serverId ?? entry.id);
    this.#sort();
  }

  /** A sentence of the chat itself, in its place among the messages. */
  notice(text) {
    this.#add({ key: `n:${this.count}`, from: "notice", text, order: this.latest + 0.001 });
    this.#sort();
  }

  /** Written down by the server after all that was told so far; its true time comes with its echo. */
  #accepted(line, id) {
    const echo = this.byServer.get(id);
    if (echo && echo !== line) return this.#remove(line);
    this.byServer.set(id, line);
    line.order = this.latest + 0.001;
  }

  /** Our own message coming back: by our id, or, where the server uses its own, by its words. */
  #own(message) {
    if (message.from !== "customer") return undefined;
    const open = this.lines.filter((line) => line.entry && !line.confirmed && line.state !== "refused");
    const said = plain(message.text);
    return open.find((line) => line.entry.id === message.id) ?? open.find((line) => plain(line.text) === said);
  }

  #add(line) {
    line.arrival = this.count++;
    this.lines.push(line);
    return line;
  }

  #remove(line) {
    this.lines = this.lines.filter((one) => one !== line);
  }

  #sort() {
    this.lines.sort((a, b) => (a.order === b.order ? a.arrival - b.arrival : a.order - b.order));
  }
}

function plain(text) {
  return text.trim().replace(/\s+/g, " ");
}
