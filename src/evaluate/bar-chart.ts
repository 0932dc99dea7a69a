/** One group of bars: a score, and what it is compared with. */
export interface BarGroup {
  readonly name: string;
  readonly bars: readonly { readonly name: string; readonly value: number }[];
}

const width = 760;
const rowHeight = 16;
const groupGap = 14;
const nameWidth = 190;
const valueWidth = 60;
const colours = { own: "#1a7f5a", other: "#9aa5b1", negative: "#c0564f" };

/**
 * Horizontal bars in groups, on white, as an SVG; the first bar of each group is ours. Bars run from
 * 0 to 1; a score below 0 is drawn red from 0, as long as it is bad, and a longer one is cut.
 */
export function barChart(title: string, groups: readonly BarGroup[]): string {
  const bars = groups.reduce((sum, group) => sum + group.bars.length + 1, 0);
  const height = 50 + bars * rowHeight + groups.length * groupGap;
  const scale = width - nameWidth - valueWidth - 20;
  const parts: string[] = [];
  let y = 46;
  for (const group of groups) {
    parts.push(`<text x="12" y="${y + 11}" font-weight="bold">${escaped(group.name)}</text>`);
    y += rowHeight;
    group.bars.forEach(({ name, value }, i) => {
      const length = Math.min(1, Math.abs(value)) * scale;
      const fill = value < 0 ? colours.negative : i === 0 ? colours.own : colours.other;
      parts.push(
        `<text x="${nameWidth - 8}" y="${y + 11}" text-anchor="end">${escaped(name)}</text>`,
        `<rect x="${nameWidth}" y="${y + 1}" width="${length.toFixed(1)}" height="${rowHeight - 3}" fill="${fill}"/>`,
        `<text x="${(nameWidth + length + 6).toFixed(1)}" y="${y + 11}">${value.toFixed(2)}</text>`,
      );
      y += rowHeight;
    });
    y += groupGap;
  }
  return svg({ width, height, title, parts });
}

/** A page of the given size with a title, in a font that is there. */
export function svg(page: {
  readonly width: number;
  readonly height: number;
  readonly title: string;
  readonly parts: readonly string[];
}): string {
  const { width: w, height: h, title, parts } = page;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${w}" height="${h}" font-family="DejaVu Sans, Helvetica, Arial, sans-serif" font-size="11" fill="#222">`,
    `<rect width="${w}" height="${h}" fill="#fff"/>`,
    `<text x="12" y="24" font-size="15" font-weight="bold">${escaped(title)}</text>`,
    ...parts,
    "</svg>",
  ].join("\n");
}

/** Words from outside (columns, names) as text of an SVG. */
export function escaped(words: string): string {
  return words.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
