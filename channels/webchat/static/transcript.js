/** Shows the record in the live region, touching only what changed so that a screen reader reads each line once. */
import { el, button } from "./dom.js";
import { blankCard, promiseCard } from "./promise.js";
import { clockTime, day, dayKey } from "./when.js";
import { words } from "./words.js";

const NEAR_END_PX = 80;

export class Transcript {
  /** `retry()` and `edit(entry)` are what the buttons under an unsent message do. */
  constructor({ retry, edit }) {
    Object.assign(this, { retry, edit });
    this.nodes = new Map();
    this.greeting = el("p", { class: "line bot greeting" }, el("span", { class: "bubble" }, () => words.greeting));
    this.blank = blankCard();
    this.waiting = el("p", { class: "waiting", hidden: true }, () => words.waiting, el("i", { "aria-hidden": "true" }));
    this.log = el(
      "div",
      { class: "log", role: "log", "aria-live": "polite", "aria-label": () => words.log, "aria-busy": "false", tabindex: "0" },
      this.greeting, this.blank, this.waiting,
    );
    this.newer = button(() => words.newer, () => this.toEnd(), { class: "newer", hidden: true });
    this.log.addEventListener("scroll", () => this.atEnd && (this.newer.hidden = true), { passive: true });
  }

  get atEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_END_PX;
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.newer.hidden = true;
  }

  /** While earlier messages are filled in, a screen reader waits. */
  set busy(yes) {
    this.log.setAttribute("aria-busy", String(yes));
  }

  show(lines, waiting) {
    const follow = this.atEnd || lines.at(-1)?.state === "sending";
    const grew = this.#arrange(itemsOf(lines));
    this.waiting.hidden = !waiting;
    this.blank.hidden = lines.length > 0;
    if (follow) this.toEnd();
    else if (grew) this.newer.hidden = false;
  }

  #arrange(items) {
    const known = this.nodes;
    this.nodes = new Map();
    let cursor = this.blank.nextSibling;
    let grew = false;
    for (const item of items) {
      const node = known.get(item.key) ?? this.#build(item);
      grew ||= !known.has(item.key);
      this.nodes.set(item.key, node);
      if (item.line) this.#refresh(node, item);
      if (node === cursor) cursor = cursor.nextSibling;
      else this.log.insertBefore(node, cursor);
    }
    for (const [key, node] of known) if (!this.nodes.has(key)) node.remove();
    return grew;
  }

  #build({ line, text }) {
    if (!line) return el("p", { class: "day" }, text);
    if (line.from === "notice") return el("p", { class: "notice" }, () => words[line.text]);
    const side = line.from === "customer" ? "customer" : line.from === "person" ? "person" : "bot";
    const label = side === "customer" ? [] : [el("span", { class: "speaker", "aria-hidden": "true" }, () => words.speaker[side])];
    const node = el(
      "div",
      { class: `line ${side}`, "data-id": line.key },
      ...label,
      el("span", { class: "unseen" }, () => words.speakerLong[side]),
      el("p", { class: "bubble" }, line.text),
    );
    if (line.promise) node.append(promiseCard(line.promise, line.at));
    node.append(el("div", { class: "foot" }));
    return node;
  }

  #refresh(node, { line, first }) {
    node.classList.toggle("first", first);
    const foot = node.querySelector(".foot");
    const now = `${line.state}|${line.note}|${line.at}`;
    if (!foot || foot.dataset.now === now) return;
    foot.dataset.now = now;
    foot.replaceChildren(...this.#foot(line));
  }

  #foot(line) {
    const time = line.at ? [el("time", { datetime: line.at }, clockTime(line.at))] : [];
    if (line.from !== "customer") return time;
    if (!line.state) return [el("span", {}, () => words.state.sent), " ", ...time];
    const said = [el("span", { class: `state ${line.state}` }, () => words.state[line.state])];
    if (line.note) said.push(el("span", { class: "why" }, line.note));
    if (line.state === "unsent") said.push(button(() => words.retry, this.retry, { class: "again" }));
    if (line.state === "refused") said.push(button(() => words.edit, () => this.edit(line.entry), { class: "again" }));
    return said;
  }
}

/** The lines with a heading wherever the day changes; `first` begins a stretch of one speaker. */
function itemsOf(lines) {
  const items = [];
  let date = "";
  let speaker = "";
  for (const line of lines) {
    const today = line.at ? dayKey(line.at) : date;
    if (today !== date) {
      items.push({ key: `d:${today}`, text: () => day(line.at) });
      [date, speaker] = [today, ""];
    }
    items.push({ key: line.key, line, first: line.from !== speaker });
    speaker = line.from;
  }
  return items;
}
