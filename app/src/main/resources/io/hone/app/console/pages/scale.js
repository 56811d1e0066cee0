// From values to places on a chart. Pure.

/** A linear map of [from, to] to [start, end]. */
export function position(from, to, start, end) {
  const slope = to === from ? 0 : (end - start) / (to - from);
  return (value) => start + (value - from) * slope;
}

/** Least and most of all points with their intervals, of the marks, and of `domain`; a little apart if they are one. */
export function extent(series, marks, domain) {
  const values = [...marks.map((m) => m.value), ...(domain ?? [])];
  for (const one of series) for (const p of one.points) values.push(p.y, p.low ?? p.y, p.high ?? p.y);
  const some = values.filter(Number.isFinite);
  if (some.length === 0) return [0, 1];
  const [least, most] = [Math.min(...some), Math.max(...some)];
  if (least === most) return [least - (Math.abs(least) || 1) * 0.1, most + (Math.abs(most) || 1) * 0.1];
  return [least, most];
}

/** Round numbers from at or below `least` to at or above `most`, about `wanted` of them. */
export function ticks(least, most, wanted) {
  const rough = (most - least) / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((m) => m >= rough * 0.999) ?? 10 * power;
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}
