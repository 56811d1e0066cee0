// Numbers, times and shares as people read them. Pure.

const NONE = "–";
const whole = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });

const known = (value) => typeof value === "number" && Number.isFinite(value);

/** A count, with thousands marked: 12,345. */
export function count(value) {
  return known(value) ? whole.format(value) : NONE;
}

/** A count in few characters: 950, 12.3 k, 1.58 M. */
export function brief(value) {
  if (!known(value)) return NONE;
  for (const [size, unit] of [[1e9, "G"], [1e6, "M"], [1e4, "k"]]) {
    const scale = size === 1e4 ? 1e3 : size;
    if (Math.abs(value) >= size) return `${significant(value / scale, 3)} ${unit}`;
  }
  return whole.format(value);
}

/** A number to so many significant digits, never in powers of ten unless it is tiny. */
export function significant(value, digits = 3) {
  if (!known(value)) return NONE;
  if (value === 0) return "0";
  const size = Math.floor(Math.log10(Math.abs(value)));
  if (size < -3) return value.toExponential(digits - 1).replace("-", "−").replace("e-", "e−");
  return minus(value.toFixed(Math.max(0, Math.min(8, digits - 1 - size))));
}

/** A number as short as three digits allow, for axes: 0.8, 250, 5e−4. */
export function short(value) {
  if (!known(value)) return NONE;
  if (Math.abs(value) >= 10000) return brief(value);
  const rounded = Number(value.toPrecision(3));
  return minus(Math.abs(rounded) > 0 && Math.abs(rounded) < 0.001 ? rounded.toExponential() : String(rounded)).replace("e-", "e−");
}

/** A number with so many decimals. */
export function fixed(value, decimals = 2) {
  return known(value) ? minus(value.toFixed(decimals)) : NONE;
}

/** A share of 0 to 1 as percent: 77.3 %. */
export function percent(value, decimals = 1) {
  return known(value) ? `${minus((value * 100).toFixed(decimals))} %` : NONE;
}

/** A rate a second: 0.42/s. */
export function rate(value) {
  return known(value) ? `${significant(value, value >= 100 ? 3 : 2)}/s` : NONE;
}

/** Milliseconds: 12 ms, 1.2 s, 3 min. */
export function millis(value) {
  if (!known(value)) return NONE;
  if (value < 1000) return `${significant(value, value < 100 ? 2 : 3)} ms`;
  return seconds(value / 1000);
}

/** Seconds: 1.2 s, 3 min 20 s, 2 h 5 min. */
export function seconds(value) {
  if (!known(value)) return NONE;
  if (value < 60) return `${significant(value, 2)} s`;
  const total = Math.round(value);
  if (total < 3600) return parts(Math.floor(total / 60), "min", total % 60, "s");
  return parts(Math.floor(total / 3600), "h", Math.floor((total % 3600) / 60), "min");
}

function parts(big, bigUnit, small, smallUnit) {
  return small ? `${big} ${bigUnit} ${small} ${smallUnit}` : `${big} ${bigUnit}`;
}

/** A time of day, with the date if it is not today's. `at`: milliseconds since 1970. */
export function time(at, now = Date.now()) {
  if (!known(at)) return NONE;
  const then = new Date(at);
  const clock = then.toLocaleTimeString("en-GB");
  return then.toDateString() === new Date(now).toDateString() ? clock : `${day(then)} ${clock}`;
}

function day(date) {
  const two = (n) => String(n).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The whole instant in UTC, for titles. */
export function instant(at) {
  return known(at) ? new Date(at).toISOString() : NONE;
}

/** How long ago: just now, 12 s ago, 3 min ago. */
export function ago(at, now = Date.now()) {
  if (!known(at)) return NONE;
  const s = Math.max(0, (now - at) / 1000);
  if (s < 5) return "just now";
  if (s < 60) return `${Math.floor(s)} s ago`;
  if (s < 3600) return `${Math.floor(s / 60)} min ago`;
  if (s < 86400) return `${Math.floor(s / 3600)} h ago`;
  return `${Math.floor(s / 86400)} d ago`;
}

/** Bytes: 120 B, 3.4 kB. */
export function bytes(value) {
  if (!known(value)) return NONE;
  return value < 1000 ? `${value} B` : value < 1e6 ? `${significant(value / 1e3)} kB` : `${significant(value / 1e6)} MB`;
}

/** A name of the wire as words: one-distinct-response → one distinct response. */
export function plain(name) {
  return String(name).replaceAll(/[_.-]/g, " ");
}

/** An id short enough for a line; its whole stands in the title. */
export function shortId(id) {
  const text = String(id);
  return text.length <= 14 ? text : `${text.slice(0, 6)}…${text.slice(-5)}`;
}

/** "1 pair", "2 pairs". */
export function many(n, one, several = `${one}s`) {
  return `${count(n)} ${n === 1 ? one : several}`;
}

function minus(text) {
  return text.replace("-", "−");
}
