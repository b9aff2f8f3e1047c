/**
 * What the browser keeps between visits: the token, unsent messages, a draft. One set for each bot address; where the
 * browser forbids storage, memory serves for as long as the page is open.
 */
export class Keeping {
  constructor(base) {
    this.prefix = `yinuo:${base}:`;
    this.memory = new Map();
  }

  get(name) {
    const text = this.#storage((kept) => kept.getItem(this.prefix + name)) ?? this.memory.get(name) ?? null;
    return text === null ? null : readable(text);
  }

  set(name, value) {
    const text = JSON.stringify(value);
    this.memory.set(name, text);
    this.#storage((kept) => kept.setItem(this.prefix + name, text));
  }

  drop(name) {
    this.memory.delete(name);
    this.#storage((kept) => kept.removeItem(this.prefix + name));
  }

  /** Names that begin with `start`. Each unsent message has a name of its own: two tabs cannot overwrite each other. */
  names(start) {
    const kept = this.#storage((store) => Object.keys(store)) ?? [];
    const ours = kept.filter((key) => key.startsWith(this.prefix)).map((key) => key.slice(this.prefix.length));
    return [...new Set([...ours, ...this.memory.keys()])].filter((name) => name.startsWith(start));
  }

  /** Another customer uses this browser now: nothing of the one before may show. */
  dropAll() {
    this.names("").forEach((name) => this.drop(name));
  }

  #storage(use) {
    try {
      return use(window.localStorage);
    } catch (error) {
      if (error instanceof DOMException) return null; // forbidden or full: memory has it
      throw error;
    }
  }
}

function readable(text) {
  try {
    return JSON.parse(text);
  } catch (error) {
    console.warn("Yinuo: what this browser kept cannot be read and is left out", error);
    return null;
  }
}
