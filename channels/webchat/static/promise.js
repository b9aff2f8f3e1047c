/** The card of a promise: who, by when, under which number. The sentence itself stands above it. */
import { el } from "./dom.js";
import { byTime, day } from "./when.js";
import { words } from "./words.js";

const seal = () => el("span", { class: "seal", "aria-hidden": "true" }, () => words.mark);
const label = (say) => el("p", { class: "promise-label" }, say);

/** What a customer will get, still empty: shown before the first message. */
export function blankCard() {
  return el(
    "div",
    { class: "promise blank", "aria-hidden": "true" },
    seal(),
    label(() => words.promise),
    el("p", { class: "gap wide" }),
    label(() => words.due),
    el("p", { class: "gap" }),
  );
}

/** Name, title and number stay as the company wrote them, whatever tongue is spoken. */
export function promiseCard({ owner, title, due_at: due, case: number }, toldAt) {
  const date = () => day(due, toldAt);
  const time = () => byTime(due);
  const spoken = () => [words.promise, owner, title, `${words.due} ${date()} ${time()}`].filter(Boolean).join(words.comma);
  return el(
    "section",
    { class: "promise", "aria-label": spoken },
    seal(),
    label(() => words.promise),
    el("p", { class: "owner" }, el("strong", {}, owner), " ", el("span", {}, title)),
    label(() => words.due),
    el(
      "p",
      { class: "due" },
      el(
        "time",
        { datetime: due },
        el("span", { class: "due-day" }, date), () => words.dayToTime, el("wbr"), el("span", { class: "due-time" }, time),
      ),
    ),
    el("p", { class: "case" }, () => `${words.case} `, el("span", {}, number)),
  );
}
