/** Dates and times as a customer in China reads them: always Shanghai time, whatever the device says. */
import { fill, words } from "./words.js";

const ZONE = "Asia/Shanghai";
const read = new Intl.DateTimeFormat("en-US", {
  timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", weekday: "short",
  hour: "2-digit", minute: "2-digit",
});

function parts(iso) {
  const found = {};
  for (const { type, value } of read.formatToParts(new Date(iso))) found[type] = value;
  return found;
}

/** The same for all instants of one day, in every tongue. */
export function dayKey(iso) {
  const { year, month, day: date } = parts(iso);
  return `${year}-${month}-${date}`;
}

/** 6月8日（周一）; the year is named only where it is not the year of `seen`. */
export function day(iso, seen = iso) {
  const { year, month, day: date, weekday } = parts(iso);
  const named = { year, month: words.months[month - 1], day: date, weekday: words.weekdays[weekday] };
  return fill(year === parts(seen).year ? words.date : words.dateOfYear, named);
}

/** 15:20 */
export function clockTime(iso) {
  const { hour, minute } = parts(iso);
  return `${hour}:${minute}`;
}

/** 15:20 前; says 北京时间 where the device shows another time, so that nobody waits at the wrong hour. */
export function byTime(iso) {
  const local = new Intl.DateTimeFormat("en-US", { hourCycle: "h23", hour: "2-digit", minute: "2-digit" });
  const time = clockTime(iso);
  return fill(local.format(new Date(iso)) === time ? words.by : words.byShanghai, { time });
}
