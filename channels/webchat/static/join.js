/**
 * For whoever was in touch before: the code of a text message, or a number of theirs that a code confirms. Nothing is
 * shown of what was before until the server says so; whoever has neither just writes.
 */
import { Refusal } from "./doors.js";
import { button, el } from "./dom.js";
import { words } from "./words.js";

export class Join {
  /** `doors`, `session`; `joined(token)` when a code was right; `begun()` when a conversation has begun here. */
  constructor({ doors, session, joined, begun, back }) {
    Object.assign(this, { doors, session, joined, begun, back });
    this.opener = button(() => words.join.open, () => this.toggle(), { class: "join-open", "aria-expanded": "false", "aria-controls": "join" });
    this.title = el("h3", { id: "join-title", tabindex: "-1" }, () => words.join.title);
    this.error = el("p", { class: "join-error", role: "alert", id: "join-error" });
    this.hint = el("p", { class: "join-hint", role: "status" });
    const [letters, digits] = [{ autocapitalize: "characters", maxlength: "20" }, { inputmode: "numeric", maxlength: "12" }];
    const once = { autocomplete: "one-time-code" };
    this.byCode = this.#form("sms", "byCode", { ...once, ...letters }, (text) => this.#goOn(text));
    const tel = { type: "tel", autocomplete: "tel", maxlength: "24" };
    this.byPhone = this.#form("phone", "byPhone", tel, (text) => this.#ask(text));
    this.confirm = this.#form("confirm", "confirm", { ...once, ...digits }, (text) => this.#confirm(text));
    this.confirm.append(button(() => words.join.again, () => this.#step(this.ways), { class: "join-again" }));
    this.confirm.hidden = true;
    this.ways = el("div", {}, this.byCode, this.byPhone);
    const close = button(() => words.join.close, () => this.toggle(false), { class: "join-close" });
    this.box = el(
      "section",
      { class: "join", id: "join", "aria-labelledby": "join-title", hidden: true },
      el("div", { class: "join-head" }, this.title, close),
      this.hint, this.error, this.ways, this.confirm,
    );
    this.box.addEventListener("keydown", (event) => this.#key(event));
    this.bar = el("div", { class: "join-bar", hidden: true }, this.opener, this.box);
    this.#offer();
  }

  toggle(open = this.box.hidden) {
    this.box.hidden = !open;
    this.opener.hidden = open;
    this.opener.setAttribute("aria-expanded", String(open));
    this.#say("", "");
    if (open) this.title.focus();
    else this.opener.focus();
  }

  /** Only where text messages can be sent is there anything to offer. */
  async #offer() {
    try {
      const { code, phone } = await this.doors.ways();
      this.byCode.hidden = !code;
      this.byPhone.hidden = !phone;
      this.bar.hidden = !code && !phone;
    } catch (error) {
      console.info("Yinuo: whether earlier matters can be taken up is not known", error);
    }
  }

  #form(name, key, attributes, submit) {
    const said = (what) => () => words.join[key][what];
    const described = { "aria-describedby": `join-${name}-help join-error` };
    const field = el("input", { id: `join-${name}`, type: "text", spellcheck: "false", ...described, ...attributes });
    const press = el("button", { type: "submit", class: "join-send" }, said("send"));
    const help = el("p", { class: "join-help", id: `join-${name}-help` }, said("help"));
    const form = el(
      "form",
      { class: "join-form", novalidate: true },
      el("label", { for: `join-${name}` }, said("label")), field, press, help,
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (!press.disabled) this.#do(field, press, submit);
    });
    return form;
  }

  async #do(field, press, submit) {
    const text = field.value.trim();
    if (!text) return this.#wrong(field, words.join.empty);
    press.disabled = true;
    field.removeAttribute("aria-invalid");
    this.#say("", words.join.asking);
    try {
      await submit(text);
      field.value = "";
    } catch (error) {
      if (!(error instanceof Refusal)) console.info("Yinuo: no answer to a code", error);
      this.#wrong(field, error instanceof Refusal ? error.message : words.join.unreachable);
    } finally {
      press.disabled = false;
    }
  }

  #wrong(field, sentence) {
    this.#say(sentence, "");
    field.setAttribute("aria-invalid", "true");
    field.focus();
  }

  #say(error, hint) {
    this.error.textContent = error;
    this.hint.textContent = hint;
  }

  async #goOn(text) {
    const token = await this.#sessionOf(this.session.token, text);
    this.#done();
    this.joined(token);
  }

  /** A session that has run out meanwhile is no reason to refuse a code that is right. */
  async #sessionOf(mine, code) {
    try {
      return await this.doors.goOn(mine, code);
    } catch (error) {
      if (!mine || error.code !== "unauthorized") throw error;
      return this.doors.goOn(null, code);
    }
  }

  async #ask(phone) {
    await this.doors.askForCode(await this.session.open(), phone);
    this.begun();
    this.#say("", words.join.sent);
    this.#step(this.confirm);
  }

  /** One step at a time: a small screen has no room for more. */
  #step(step) {
    for (const one of [this.ways, this.confirm]) one.hidden = one !== step;
    if (step === this.ways) this.#say("", "");
    [...step.querySelectorAll("input")].at(-1).focus();
  }

  async #confirm(text) {
    await this.doors.confirm(await this.session.open(), text);
    this.#done();
  }

  #done() {
    [this.ways.hidden, this.confirm.hidden] = [false, true];
    this.box.hidden = true;
    this.opener.hidden = false;
    this.opener.setAttribute("aria-expanded", "false");
    this.#say("", "");
    this.back();
  }

  /** Escape closes this, and not the whole chat with it. */
  #key(event) {
    if (event.key !== "Escape" || event.isComposing) return;
    event.stopPropagation();
    this.toggle(false);
  }
}
