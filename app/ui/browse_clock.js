// Times as the site's clock tells them: every text comes from the service with its offset, and is never moved to the browser's zone.
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const WEEKDAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];
const HOUR = 3600000;

const counted = (many, thing) => `${many.toLocaleString("en")} ${thing}${many === 1 ? "" : "s"}`;

const weekday = (text) => new Date(`${text.slice(0, 10)}T00:00:00Z`).getUTCDay();
const dayOf = (text) => `${Number(text.slice(8, 10))} ${MONTHS[Number(text.slice(5, 7)) - 1]}`;
const fullDayOf = (text) => `${WEEKDAYS[weekday(text)]} ${dayOf(text)} ${text.slice(0, 4)}`;
const minuteOf = (text) => (text.slice(17, 19) === "00" ? text.slice(11, 16) : text.slice(11, 19));
const secondOf = (text) => text.slice(11, 19);
const isMidnight = (text) => secondOf(text) === "00:00:00";

// "Mon 23 Nov 2026, 08:00-09:00"; a whole day is told by its day, and the end of a day belongs to it.
const stretchOf = (from, to) => {
  const last = new Date(Date.parse(`${to.slice(0, 19)}Z`) - 1).toISOString();
  const sameDay = from.slice(0, 10) === last.slice(0, 10);
  if (isMidnight(from) && isMidnight(to)) return sameDay ? fullDayOf(from) : `${fullDayOf(from)} – ${fullDayOf(last)}`;
  if (sameDay) return `${fullDayOf(from)}, ${minuteOf(from)}–${minuteOf(to)}`;
  return `${fullDayOf(from)}, ${minuteOf(from)} – ${fullDayOf(to)}, ${minuteOf(to)}`;
};

// Finest first: where a label of the axis may stand.
const ROUND = [
  () => true,
  (text) => Number(text.slice(17, 19)) % 10 === 0,
  (text) => text.slice(17, 19) === "00",
  ...[5, 10, 15, 30, 60].map((step) => (text) => text.slice(17, 19) === "00" && Number(text.slice(14, 16)) % step === 0),
  ...[2, 3, 6, 12, 24].map((step) => (text) => text.slice(14, 19) === "00:00" && Number(text.slice(11, 13)) % step === 0),
  (text) => isMidnight(text) && weekday(text) === 1,
  (text) => isMidnight(text) && text.slice(8, 10) === "01",
];
const ticksOf = (edges, most) => {
  const inner = edges.slice(0, -1);
  for (const round of ROUND) {
    const found = inner.filter(round);
    if (found.length <= most && found.length) return found;
  }
  const days = inner.filter(isMidnight);
  return days.filter((_, index) => index % Math.ceil(days.length / most) === 0);
};
const tickText = (text) => (isMidnight(text) ? dayOf(text) : minuteOf(text));
