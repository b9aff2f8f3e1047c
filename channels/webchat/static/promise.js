/** The card of a promise: who, by when, under which number. The sentence itself stands above it. */
import { el } from "./dom.js";
import { clockTime, day, zoneNote } from "./when.js";
import { words } from "./words.js";

/** What a customer will get, still empty: shown before the first message. */
export function blankCard() {
  return el(
    "div",
    { class: "promise blank", "aria-hidden": "true" },
    el("span", { class: "seal" }, "诺"),
    el("p", { class: "promise-label" }, words.promise),
    el("p", { class: "gap wide" }),
    el("p", { class: "promise-label" }, words.due),
    el("p", { class: "gap" }),
  );
}

export function promiseCard(promise, toldAt) {
  const due = `${day(promise.due_at, toldAt)}${zoneNote(promise.due_at)}${clockTime(promise.due_at)}${words.before}`;
  const dateLine = el("span", { class: "due-day" }, day(promise.due_at, toldAt));
  const timeLine = el("span", { class: "due-time" }, `${zoneNote(promise.due_at)}${clockTime(promise.due_at)} ${words.before}`);
  return el(
    "section",
    { class: "promise", "aria-label": [words.promise, promise.owner, promise.title, due].filter(Boolean).join("，") },
    el("span", { class: "seal", "aria-hidden": "true" }, "诺"),
    el("p", { class: "promise-label" }, words.promise),
    el("p", { class: "owner" }, el("strong", {}, promise.owner), " ", el("span", {}, promise.title)),
    el("p", { class: "promise-label" }, words.due),
    el("p", { class: "due" }, el("time", { datetime: promise.due_at }, dateLine, el("wbr"), timeLine)),
    el("p", { class: "case" }, `${words.case} `, el("span", {}, promise.case)),
  );
}
