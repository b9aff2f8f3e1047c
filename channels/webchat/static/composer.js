/** Where the customer writes. Enter sends, Shift+Enter begins a line, and an input method keeps its own Enter. */
import { ARROW_UP, el, button, icon, sayAgain } from "./dom.js";
import { words } from "./words.js";

export class Composer {
  /** `send(text)`; `draft` keeps what is half written across a reload, so that nobody writes it twice. */
  constructor({ send, draft }) {
    Object.assign(this, { send, draft });
    this.field = el("textarea", {
      id: "text", rows: "1", autocomplete: "off",
      placeholder: () => (this.hasBegun ? words.placeholderLater : words.placeholder),
      enterkeyhint: "send", "aria-describedby": "keys",
    });
    this.suggestions = el("div", { class: "suggestions", role: "group", "aria-label": () => words.suggestionsLabel });
    this.suggestions.append(...words.suggestions.map((_, n) => this.#suggestion(() => words.suggestions[n])));
    this.form = el(
      "form",
      { class: "composer", novalidate: true },
      el("label", { class: "unseen", for: "text" }, () => words.input),
      this.field,
      el("button", { type: "submit", class: "send", "aria-label": () => words.send }, icon(ARROW_UP)),
      el("p", { class: "keys", id: "keys" }, () => words.keys),
    );
    this.form.addEventListener("submit", (event) => this.#submit(event));
    this.field.addEventListener("keydown", (event) => this.#key(event));
    this.field.addEventListener("input", () => this.#typed());
    this.field.value = draft.get() ?? "";
  }

  /** Gives a refused text back to be changed; what is being written now is not lost. */
  edit(text) {
    this.field.value = [text, this.field.value].filter(Boolean).join("\n");
    this.#typed();
    this.field.focus();
  }

  /** Suggestions are for the first word only. */
  set begun(yes) {
    this.suggestions.hidden = yes;
    this.hasBegun = yes;
    sayAgain(this.field);
  }

  /** As high as its text, up to what the style allows. */
  fit() {
    this.field.style.height = "auto";
    if (this.field.scrollHeight) this.field.style.height = `${this.field.scrollHeight + 2}px`;
  }

  #suggestion(said) {
    return button(said, () => {
      this.send(said());
      this.field.focus();
    });
  }

  #key(event) {
    const choosing = event.isComposing || event.keyCode === 229;
    if (event.key !== "Enter" || event.shiftKey || choosing) return;
    this.#submit(event);
  }

  #submit(event) {
    event.preventDefault();
    const text = this.field.value.trim();
    if (!text) return this.field.focus();
    this.field.value = "";
    this.#typed();
    this.send(text);
    this.field.focus();
  }

  #typed() {
    this.draft.set(this.field.value);
    this.fit();
  }
}
