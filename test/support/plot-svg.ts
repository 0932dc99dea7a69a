/** One panel of a plot: a line over time, with marked levels. */
export interface Panel {
  readonly label: string;
  readonly values: readonly number[];
  readonly range: readonly [lowest: number, highest: number];
  readonly marks: Readonly<Record<string, number>>;
}

const width = 720;
const panelHeight = 150;
const margin = { left: 52, right: 96, top: 34, between: 26, bottom: 34 };

/** Panels under each other over one axis of seconds, as an SVG that reads on light and dark pages. */
export function plotSvg(options: {
  readonly title: string;
  readonly timesS: readonly number[];
  readonly panels: readonly Panel[];
  /** A stretch of time that is shaded. */
  readonly shade: readonly [fromS: number, toS: number];
}): string {
  const { title, timesS, panels, shade } = options;
  const endS = timesS.at(-1)!;
  const innerWidth = width - margin.left - margin.right;
  const height =
    margin.top + panels.length * (panelHeight + margin.between) - margin.between + margin.bottom;
  const x = (timeS: number): number => margin.left + (innerWidth * timeS) / endS;
  const at = (n: number): string => n.toFixed(1);
  const text = (px: number, py: number, words: string, anchor = "start"): string =>
    `<text x="${at(px)}" y="${at(py)}" text-anchor="${anchor}">${words}</text>`;

  const drawn = panels.map(({ label, values, range: [low, high], marks }, i) => {
    const top = margin.top + i * (panelHeight + margin.between);
    const y = (value: number): number =>
      top + panelHeight * (1 - (Math.min(high, Math.max(low, value)) - low) / (high - low));
    const line = values.map((value, n) => `${at(x(timesS[n]!))},${at(y(value))}`).join(" ");
    return [
      `<rect class="shade" x="${at(x(shade[0]))}" y="${at(top)}" width="${at(x(shade[1]) - x(shade[0]))}" height="${panelHeight}"/>`,
      `<rect class="frame" x="${margin.left}" y="${at(top)}" width="${at(innerWidth)}" height="${panelHeight}"/>`,
      text(margin.left, top - 6, label),
      text(margin.left - 6, y(high) + 8, String(high), "end"),
      text(margin.left - 6, y(low), String(low), "end"),
      ...Object.entries(marks).flatMap(([name, value]) => [
        `<line class="mark" x1="${margin.left}" x2="${at(margin.left + innerWidth)}" y1="${at(y(value))}" y2="${at(y(value))}"/>`,
        text(margin.left + innerWidth + 6, y(value) + 4, `${name} ${value}`),
      ]),
      `<polyline points="${line}"/>`,
    ].join("\n");
  });
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="12">`,
    "<style>rect.page{fill:#fff}rect.frame{fill:none;stroke:#888}rect.shade{fill:#f3d9b1}line.mark{stroke:#b33;stroke-dasharray:4 3}polyline{fill:none;stroke:#14549c;stroke-width:1.6}text{fill:#222}</style>",
    `<rect class="page" width="${width}" height="${height}"/>`,
    text(margin.left, 14, title),
    ...drawn,
    text(margin.left, height - 14, "0 s"),
    text(margin.left + innerWidth, height - 14, `${endS} s`, "end"),
    "</svg>",
    "",
  ].join("\n");
}
