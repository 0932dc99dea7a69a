/** Three significant digits, thousands apart; a dash for what was not measured. */
export function figure(value: number | undefined, digits = 3): string {
  if (value === undefined || !Number.isFinite(value)) return "–";
  if (Number.isInteger(value)) return value.toLocaleString("en");
  const size = Math.abs(value);
  if (size >= 10 ** (digits - 1)) return Math.round(value).toLocaleString("en");
  if (size < 0.001) return value.toExponential(1);
  return value.toPrecision(digits);
}

export function percent(part: number | undefined): string {
  return part === undefined ? "–" : `${Math.round(100 * part)} %`;
}

/** `42 s`, `3 min 5 s`, `2 h 3 min`. */
export function duration(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds));
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${s % 60} s`;
  return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
}

/** How long ago, in one word. */
export function ago(seconds: number): string {
  const s = Math.max(0, seconds);
  if (s < 60) return `${Math.round(s)} s`;
  if (s < 3600) return `${Math.round(s / 60)} min`;
  return `${Math.round(s / 3600)} h`;
}

/** Reasons and their counts, most first: `superseded 12 · too-old 3`. */
export function counts(byReason: Readonly<Record<string, number>>): string {
  const entries = Object.entries(byReason).sort(([, a], [, b]) => b - a);
  return entries.map(([reason, count]) => `${reason} ${figure(count)}`).join(" · ");
}
