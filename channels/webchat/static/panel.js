/** The frame: floating with its launcher, or inline as part of the page. Keyboard, focus and the phone's full screen. */
import { CROSS, SPEECH, button, el, icon, sayAgain } from "./dom.js";
import { look } from "./look.js";
import { fill, words } from "./words.js";

const PHONE = "(max-width: 480px)";

export class Panel {
  constructor({ title, place, transcript, composer, join, opened }) {
    Object.assign(this, { transcript, composer, join, opened, inline: Boolean(place) });
    this.status = el("p", { class: "status", role: "status" });
    this.frame = this.#frame(title);
    this.launcher = this.inline ? null : this.#launcher();
    this.host = this.#host(place ?? document.body);
    this.isOpen = this.inline;
    this.unread = 0;
    if (this.inline) this.composer.fit();
  }

  say(sentence) {
    if (this.status.textContent !== sentence) this.status.textContent = sentence;
  }

  /** Everything that stands here, in the tongue of now. */
  sayAgain() {
    sayAgain(this.host);
    for (const part of this.host.shadowRoot.children) sayAgain(part);
    this.composer.fit();
  }

  open({ focus = true } = {}) {
    if (this.inline) this.frame.scrollIntoView({ block: "nearest" });
    else this.#show(true);
    this.composer.fit();
    this.transcript.toEnd();
    if (focus) this.composer.field.focus();
    this.opened();
  }

  close() {
    if (this.inline || !this.isOpen) return;
    this.#show(false);
    this.launcher.focus();
  }

  /** Messages that came while the chat was closed are counted on the launcher. */
  count() {
    if (this.isOpen) return;
    this.unread += 1;
    this.#label();
  }

  #show(yes) {
    this.isOpen = yes;
    this.frame.setAttribute("aria-modal", String(matchMedia(PHONE).matches));
    this.frame.hidden = !yes;
    this.launcher.setAttribute("aria-expanded", String(yes));
    this.unread = 0;
    this.#label();
  }

  #label() {
    this.badge.textContent = this.unread || "";
    this.badge.hidden = !this.unread;
    sayAgain(this.launcher);
  }

  #launcher() {
    this.badge = el("span", { class: "badge", hidden: true });
    const launcher = button("", () => (this.isOpen ? this.close() : this.open()), {
      class: "launcher", "aria-expanded": "false", "aria-controls": "panel",
      "aria-label": () => words.openChat + (this.unread ? fill(words.unread, { n: this.unread }) : ""),
    });
    launcher.append(icon(SPEECH), el("span", {}, () => words.launcher), this.badge);
    return launcher;
  }

  #frame(title) {
    const role = this.inline ? "region" : "dialog";
    const head = el(
      "header",
      {},
      el("span", { class: "mark", "aria-hidden": "true" }, () => words.mark),
      el("div", {}, el("h2", { id: "title" }, title), el("p", {}, () => words.subtitle)),
    );
    if (!this.inline) {
      const cross = button("", () => this.close(), { class: "close", "aria-label": () => words.close });
      cross.append(icon(CROSS));
      head.append(cross);
    }
    const talk = el("div", { class: "talk" }, this.transcript.log, this.transcript.newer);
    return el(
      "section",
      { id: "panel", class: `panel ${this.inline ? "inline" : "floating"}`, role, "aria-labelledby": "title", hidden: !this.inline },
      head, this.status, talk, this.join.bar, this.composer.suggestions, this.composer.form,
    );
  }

  /** The shadow root keeps the page's style out; keys typed here are kept from the page's own shortcuts. */
  #host(parent) {
    const host = el("yinuo-chat", { lang: () => words.lang, class: this.inline ? "inline" : "floating" });
    const root = host.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(look);
    root.adoptedStyleSheets = [sheet];
    root.append(...(this.launcher ? [this.launcher] : []), this.frame);
    this.frame.addEventListener("keydown", (event) => this.#key(event));
    for (const kind of ["keydown", "keypress", "keyup"]) host.addEventListener(kind, (event) => event.stopPropagation());
    if (this.inline) parent.replaceChildren(host);
    else parent.append(host);
    window.visualViewport?.addEventListener("resize", () => this.#fitPhone());
    return host;
  }

  #key(event) {
    if (event.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") this.close();
    if (event.key === "Tab" && !this.inline && matchMedia(PHONE).matches) this.#stayInside(event);
  }

  /** On a phone the chat covers the page: Tab must not wander to what cannot be seen. */
  #stayInside(event) {
    const stops = [...this.frame.querySelectorAll("button, input, textarea, [tabindex='0']")].filter((stop) => stop.offsetParent);
    const [first, last] = [stops[0], stops.at(-1)];
    const leaving = event.shiftKey ? first : last;
    if (this.host.shadowRoot.activeElement !== leaving) return;
    event.preventDefault();
    (event.shiftKey ? last : first).focus();
  }

  /** iOS draws its keyboard over a fixed element; the panel takes the height that is left. */
  #fitPhone() {
    const phone = matchMedia(PHONE).matches && !this.inline;
    this.frame.style.height = phone ? `${window.visualViewport.height}px` : "";
  }
}
