const bars = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"] as const;

/**
 * A history as one line of `width` bars, newest on the right. Each bar is the mean of its share of
 * the finite values; the lowest is at the bottom and the highest at the top, so only the shape means
 * something. Empty for an empty history.
 */
export function sparkline(history: readonly number[], width: number): string {
  const values = history.filter(Number.isFinite);
  const count = Math.min(width, values.length);
  if (count <= 0) return "";
  const means = Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * values.length) / count);
    const to = Math.floor(((bar + 1) * values.length) / count);
    return values.slice(from, to).reduce((sum, v) => sum + v, 0) / (to - from);
  });
  const lowest = Math.min(...means);
  const span = Math.max(...means) - lowest;
  return means
    .map((mean) => bars[span === 0 ? 0 : Math.round(((mean - lowest) / span) * (bars.length - 1))])
    .join("");
}
