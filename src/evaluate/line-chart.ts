import { escaped, svg } from "./bar-chart.ts";

/** A line over named places along the axis; a value that is missing leaves a gap. */
export interface Line {
  readonly name: string;
  readonly values: readonly (number | undefined)[];
}

const width = 760;
const height = 340;
const inner = { left: 52, right: 600, top: 44, bottom: 300 };
const colours = ["#1a7f5a", "#c77d1e", "#4a6fa5", "#9a5ba5", "#7a8288", "#b04a4a"];

/**
 * Lines over the places in `along`, evenly spaced, as an SVG. The axis runs from 0, or from the least value but
 * never below −1, to 1.
 */
export function lineChart(
  title: string,
  chart: {
    readonly along: readonly string[];
    readonly unit: string;
    readonly lines: readonly Line[];
  },
): string {
  const { along, unit, lines } = chart;
  const all = lines.flatMap((line) => line.values).filter((value) => value !== undefined);
  const low = Math.max(-1, Math.min(0, ...all));
  const x = (i: number): number =>
    inner.left + ((inner.right - inner.left) * i) / Math.max(1, along.length - 1);
  const y = (value: number): number =>
    inner.bottom - ((inner.bottom - inner.top) * (Math.max(low, value) - low)) / (1 - low);
  const grid = [low, 0, 0.25, 0.5, 0.75, 1].map(
    (value) =>
      `<line x1="${inner.left}" x2="${inner.right}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#ddd"/>` +
      `<text x="${inner.left - 6}" y="${(y(value) + 4).toFixed(1)}" text-anchor="end">${value.toFixed(2)}</text>`,
  );
  const places = along.map(
    (name, i) =>
      `<text x="${x(i).toFixed(1)}" y="${inner.bottom + 18}" text-anchor="middle">${escaped(name)}</text>`,
  );
  const drawn = lines.flatMap(({ name, values }, l) => {
    const colour = colours[l % colours.length]!;
    const points = values.flatMap((value, i) => (value === undefined ? [] : [{ i, value }]));
    const path = points
      .map(({ i, value }) => `${x(i).toFixed(1)},${y(value).toFixed(1)}`)
      .join(" ");
    return [
      `<polyline points="${path}" fill="none" stroke="${colour}" stroke-width="${l === 0 ? 3 : 1.5}"/>`,
      ...points.map(
        ({ i, value }) =>
          `<circle cx="${x(i).toFixed(1)}" cy="${y(value).toFixed(1)}" r="3" fill="${colour}"/>`,
      ),
      `<rect x="620" y="${60 + 18 * l}" width="14" height="4" fill="${colour}"/>`,
      `<text x="640" y="${66 + 18 * l}">${escaped(name)}</text>`,
    ];
  });
  const axis = `<text x="${(inner.left + inner.right) / 2}" y="${inner.bottom + 34}" text-anchor="middle">${escaped(unit)}</text>`;
  return svg({ width, height, title, parts: [...grid, ...places, axis, ...drawn] });
}
