// Countdowns, the live connection, and care for what somebody is typing. Everything works without this file, too.
(function () {
  "use strict";
  const body = document.body;
  const byId = (id) => document.getElementById(id);

  // Countdowns run on the server's time: the page says what time it was, and the browser only counts on from there.
  let serverStart = Date.parse(body.dataset.now), localStart = performance.now();
  const units = body.dataset.units.split(",");
  const title = document.title;

  function span(seconds) {
    const parts = [Math.floor(seconds / 86400), Math.floor(seconds / 3600) % 24, Math.floor(seconds / 60) % 60, seconds % 60];
    const first = parts.findIndex((n) => n > 0);
    if (first === -1) return "0" + units[3];
    const two = parts.slice(first, first + 2).filter((n, i) => !i || n > 0 || first === 2);
    return two.map((n, i) => (i ? String(n).padStart(2, "0") : n) + units[first + i]).join("").trim();
  }

  function tick() {
    const now = serverStart + performance.now() - localStart;
    let nearest = Infinity;
    document.querySelectorAll(".countdown[data-due]").forEach((el) => {
      const left = Math.floor((Date.parse(el.dataset.due) - now) / 1000);
      const degree = left < 0 ? "late" : left < 900 ? "soon" : "calm";
      el.querySelector(".figure").textContent =
        body.dataset[left < 0 ? "late" : "left"].replace("{span}", span(Math.abs(left)));
      const framed = el.closest(".next, .now, .row");
      [el, framed].forEach((one) => {
        if (one && !one.classList.contains(degree)) { one.classList.remove("late", "soon", "calm"); one.classList.add(degree); }
      });
      if (left < nearest) nearest = left;
    });
    const near = Math.ceil(nearest / 60) + units[2];
    document.title = nearest < 0 ? "! " + title : nearest < 900 ? near + " · " + title : title;
  }

  // One connection per visible page: a hidden one gives its own back, since browsers allow only a few, and asks
  // what it missed when it is seen again.
  class LiveSource extends EventTarget {
    constructor(url) {
      super();
      this.address = new URL(url, location.href);
      this.over = false;
      this.onVisible = () => (document.hidden ? this.shut() : this.open());
      document.addEventListener("visibilitychange", this.onVisible);
      if (!document.hidden) this.open();
    }
    get readyState() { return this.over ? EventSource.CLOSED : EventSource.OPEN; }
    open() {
      if (this.inner || this.over) return;
      const inner = this.inner = new EventSource(this.address);
      inner.onopen = () => { live(true); if (this.onopen) this.onopen(); };
      inner.onerror = () => {
        live(false);
        if (inner.readyState !== EventSource.CLOSED) return;
        this.shut();
        setTimeout(() => { if (!document.hidden) this.open(); }, 3000);
      };
      inner.addEventListener("changed", (event) => {
        this.address.searchParams.set("since", event.data);
        this.dispatchEvent(new MessageEvent("changed", { data: event.data }));
      });
    }
    shut() { if (this.inner) { this.inner.close(); this.inner = null; } }
    close() { this.over = true; this.shut(); document.removeEventListener("visibilitychange", this.onVisible); }
  }
  htmx.createEventSource = (url) => new LiveSource(url);

  function live(on) {
    const el = byId("live");
    const text = on ? el.dataset.on : el.dataset.off;
    el.classList.toggle("off", !on);
    if (el.textContent !== text) el.textContent = text;
  }

  // Forms. What is typed belongs to the person: a part that is in use is never exchanged, and drafts in other forms
  // come back after one of them was sent.
  const fields = "textarea, select, input:not([type=hidden])";
  function changed(el) {
    if (el.type === "checkbox") return el.checked !== el.defaultChecked;
    if (el.tagName === "SELECT") return el.selectedIndex > 0;
    return el.value !== el.defaultValue;
  }
  function inUse(part) {
    return part.contains(document.activeElement) || [...part.querySelectorAll(fields)].some(changed)
      || [...part.querySelectorAll("audio")].some((one) => !one.paused);
  }
  function show(id) {
    const el = byId(id);
    if (el && el.hidden) { el.textContent = el.dataset.text; el.hidden = false; }
  }

  // A part that came back as it was is left alone: no flicker, no lost selection, nothing read out again.
  const served = new Map();
  function remember() {
    const source = document.querySelector("[hx-select-oob]");
    if (!source) return;
    source.getAttribute("hx-select-oob").split(",").forEach((mark) => {
      const el = document.querySelector(mark);
      if (el) served.set(el.id, el.outerHTML);
    });
  }
  body.addEventListener("htmx:oobBeforeSwap", (event) => {
    const old = event.detail.target, fresh = event.detail.fragment.querySelector("#" + old.id);
    const unchanged = fresh.outerHTML === served.get(old.id);
    const kept = "mark" in old.dataset && (fresh.dataset.mark === old.dataset.mark || inUse(old));
    if (kept && fresh.dataset.mark !== old.dataset.mark && old.querySelector("form")) show("stale");
    if (unchanged || kept) event.detail.shouldSwap = false;
    else served.set(old.id, fresh.outerHTML);
  });

  let pressed = null, drafts = [];
  document.addEventListener("submit", (event) => { pressed = event.submitter; }, true);
  body.addEventListener("htmx:afterRequest", () => {
    // The button was disabled while it was sending and lost the focus by that: give it back, or to its successor.
    if (!pressed || document.activeElement !== body) return;
    const again = pressed.isConnected ? pressed : byId(pressed.id);
    if (again) again.focus();
    pressed = null;
  });
  body.addEventListener("htmx:beforeSwap", (event) => {
    // A check of what is being typed sends no form: when it fails, nothing on the page changes.
    const answer = event.detail, asked = answer.requestConfig.elt;
    const sent = asked.classList.contains("heard") ? null : asked.closest("form");
    if (answer.xhr.status === 401) show("expired");
    if (answer.isError && !sent) answer.shouldSwap = false;
    if (answer.isError && sent) answer.target = byId("said-" + sent.id) || sent.querySelector(".said") || answer.target;
    if (answer.isError && answer.target.classList.contains("said")) answer.swapOverride = "innerHTML";
    drafts = answer.target.id !== "main" ? [] : [...document.querySelectorAll("[data-mark] form")]
      .filter((form) => form !== sent)
      .flatMap((form) => [...form.querySelectorAll(fields)].filter((el) => el.id && changed(el)).map((el) => [el.id, el.value]));
  });
  body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id === "main") remember();
    tick();
    if (event.detail.target.id !== "main") return;
    drafts.forEach(([id, value]) => {
      const el = byId(id);
      if (!el) return;
      el.value = value;
      if (el.closest("details")) el.closest("details").open = true;
    });
    const said = byId("flash");
    if (said) said.focus();
  });
  body.addEventListener("htmx:sendError", (event) => {
    const form = event.detail.elt.closest("form");
    const said = form && form.querySelector(".said");
    if (said) said.textContent = byId("live").dataset.off;
  });
  document.querySelectorAll("[data-copy]").forEach((button) => {
    const field = byId(button.dataset.copy), said = field.closest("section").querySelector("[role=status]");
    button.hidden = false;
    button.addEventListener("click", () => {
      field.select();
      // Browsers have a clipboard only for pages that came over https or from this machine.
      const copied = navigator.clipboard ? navigator.clipboard.writeText(field.value) : Promise.reject();
      copied.catch(() => document.execCommand("copy")).then((done) => {
        if (done !== false) said.textContent = button.dataset.copied;
      });
    });
  });
  remember();
  tick();
  setInterval(tick, 1000);
  body.addEventListener("htmx:oobAfterSwap", tick);
  body.addEventListener("desk:problem", (event) => {
    const { form, fields: wrong } = event.detail;
    document.querySelectorAll("[data-mark] [aria-invalid]").forEach((el) => el.removeAttribute("aria-invalid"));
    const found = wrong.map((name) => byId(form + "-" + name)).filter(Boolean);
    found.forEach((el) => el.setAttribute("aria-invalid", "true"));
    if (found.length) found[0].focus();
  });
})();
