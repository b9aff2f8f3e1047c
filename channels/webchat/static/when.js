/** Dates and times as a customer in China reads them: always Shanghai time, whatever the device says. */

const ZONE = "Asia/Shanghai";
const read = new Intl.DateTimeFormat("en-US", {
  timeZone: ZONE, hourCycle: "h23", year: "numeric", month: "numeric", day: "numeric", weekday: "short",
  hour: "2-digit", minute: "2-digit",
});
const WEEKDAYS = { Mon: "周一", Tue: "周二", Wed: "周三", Thu: "周四", Fri: "周五", Sat: "周六", Sun: "周日" };

function parts(iso) {
  const found = {};
  for (const { type, value } of read.formatToParts(new Date(iso))) found[type] = value;
  return found;
}

/** 6月8日（周一）; the year is named only where it is not the year of `seen`. */
export function day(iso, seen = iso) {
  const { year, month, day: date, weekday } = parts(iso);
  const prefix = year === parts(seen).year ? "" : `${year}年`;
  return `${prefix}${month}月${date}日（${WEEKDAYS[weekday]}）`;
}

/** 15:20 */
export function clockTime(iso) {
  const { hour, minute } = parts(iso);
  return `${hour}:${minute}`;
}

/** Says 北京时间 where the device shows another time, so that nobody waits at the wrong hour. */
export function zoneNote(iso) {
  const local = new Intl.DateTimeFormat("en-US", { hourCycle: "h23", hour: "2-digit", minute: "2-digit" });
  return local.format(new Date(iso)) === clockTime(iso) ? "" : "北京时间 ";
}
