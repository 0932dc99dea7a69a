import sharp from "sharp";
import { escaped } from "../../evaluate/bar-chart.ts";
import { legendStops, overlay, softened } from "../../explain/colours.ts";
import type { PatchGrid } from "../../explain/patches.ts";
import type { Attribution } from "../../explain/saliency.ts";
import { samplePicture } from "../../frames/sample-picture.ts";
import type { Sample } from "../../frames/sample.ts";
import type { HeadAnswer } from "../../heads/head.ts";
import type { SimilarFrame } from "./similar-frames.ts";

/** The loader of our own drawings; decoding switches it off, because bytes from outside would reach it. */
const drawings = { operation: ["VipsForeignLoadSvgBuffer"] };
const width = 1200;
const margin = 24;

export interface Drawing {
  readonly sample: Sample;
  readonly atS: number;
  readonly modelVersion: string;
  readonly grid: PatchGrid;
  readonly attribution: Attribution;
  readonly occlusion: Float64Array;
  readonly agreement: number | undefined;
  /** Without a head the likeness to the similar frames is explained. */
  readonly said?: (HeadAnswer & { readonly name: string }) | undefined;
  readonly classes?: readonly number[] | undefined;
  readonly similar: readonly (SimilarFrame & {
    readonly atS: number;
    readonly said?: HeadAnswer | undefined;
  })[];
}

interface Panel {
  readonly title: string;
  /** [height, width, 3] of the sample's size. */
  readonly pixels: Uint8Array;
}

interface Placed {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** The explanation as one PNG: the frame, what gradients and occlusion mark, a legend, and similar frames. */
export async function drawExplanation(drawing: Drawing): Promise<Uint8Array> {
  const { sample, similar } = drawing;
  const { height, width: columns } = sample.layout;
  const panels = panelsOf(drawing);
  // Wide pictures one under the other, others side by side.
  const isWide = columns / height > 2;
  const perRow = isWide ? 1 : panels.length;
  const gap = 16;
  const main = cells({ count: panels.length, perRow, top: 104, gap, ratio: height / columns });
  const legendTop = Math.max(...main.map((cell) => cell.top + cell.height)) + 20;
  const small = cells({
    count: similar.length,
    perRow: isWide ? 2 : 4,
    top: legendTop + 100,
    gap,
    ratio: height / columns,
  });
  const bottom = Math.max(legendTop + 70, ...small.map((cell) => cell.top + cell.height + 36));

  const texts = [
    text(margin, 42, headline(drawing), { size: 26, weight: 600 }),
    text(margin, 68, subline(drawing), { size: 15 }),
    ...panels.map(({ title }, i) => text(main[i]!.left, main[i]!.top - 8, title, { size: 15 })),
    ...legend(legendTop, drawing),
    ...(similar.length > 0
      ? [text(margin, legendTop + 88, "most alike, of what is remembered", { size: 15 })]
      : []),
    ...similar.map((frame, i) => {
      const cell = small[i]!;
      return text(cell.left, cell.top + cell.height + 18, caption(frame, drawing), { size: 13 });
    }),
  ];
  const page = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${bottom}" font-family="sans-serif"><rect width="100%" height="100%" fill="#fff"/>${texts.join("")}</svg>`;
  const pictures = [
    ...panels.map(({ pixels }, i) => ({ pixels, cell: main[i]! })),
    ...similar.map((frame, i) => ({ pixels: coloured(frame.sample), cell: small[i]! })),
  ];
  const placed = await Promise.all(
    pictures.map(async ({ pixels, cell }) => ({
      input: await sharp(pixels, { raw: { width: columns, height, channels: 3 } })
        .resize(cell.width, cell.height, { kernel: "nearest", fit: "fill" })
        .png()
        .toBuffer(),
      left: cell.left,
      top: cell.top,
    })),
  );
  sharp.unblock(drawings);
  try {
    return await sharp(Buffer.from(page)).composite(placed).png().toBuffer();
  } finally {
    sharp.block(drawings);
  }
}

function panelsOf({ sample, grid, attribution, occlusion, agreement }: Drawing): readonly Panel[] {
  const { height, width: columns } = sample.layout;
  const cells = height * columns;
  const grey = greyOf(sample);
  const perPixel = new Float32Array(cells);
  attribution.parts.forEach((value, i) => (perPixel[Math.floor(i / 3)]! += value));
  const radius = Math.max(1, Math.round(grid.side / 4));
  const soft = softened(perPixel, { height, width: columns, radius });
  const covered = Float32Array.from({ length: cells }, (_, i) => {
    const y = Math.floor(i / columns / grid.side);
    return occlusion[y * grid.columns + Math.floor((i % columns) / grid.side)]!;
  });
  const agreed = agreement === undefined ? "" : `, correlation ${agreement.toFixed(2)}`;
  return [
    { title: "what the encoder saw", pixels: coloured(sample) },
    { title: "gradients times input", pixels: overlay(grey, scaled(soft)) },
    { title: `check: each patch covered${agreed}`, pixels: overlay(grey, scaled(covered)) },
  ];
}

/** Values over the size that all but a hundredth of them stay below. */
function scaled(values: Float32Array): Float32Array {
  const sizes = values.map(Math.abs).sort();
  const most = sizes[Math.floor(0.99 * (sizes.length - 1))]! || 1;
  return values.map((value) => value / most);
}

/** Half as bright as it is, so that colours stand out. */
function greyOf(sample: Sample): Uint8Array {
  const { channels, pixels } = samplePicture(sample);
  return Uint8Array.from({ length: pixels.length / channels }, (_, i) => {
    if (channels === 1) return pixels[i] === 0 ? 20 : 60 + 0.6 * (255 - pixels[i]!);
    const luma = 0.299 * pixels[3 * i]! + 0.587 * pixels[3 * i + 1]! + 0.114 * pixels[3 * i + 2]!;
    return 40 + 0.7 * luma;
  });
}

/** Of a lidar near is light and nothing is black. */
function coloured(sample: Sample): Uint8Array {
  const { channels, pixels } = samplePicture(sample);
  if (channels === 3) return pixels;
  const near = Uint8Array.from(pixels, (value) => (value === 0 ? 0 : 256 - value));
  return Uint8Array.from({ length: 3 * near.length }, (_, i) => near[Math.floor(i / 3)]!);
}

function cells(options: {
  readonly count: number;
  readonly perRow: number;
  readonly top: number;
  readonly gap: number;
  readonly ratio: number;
}): readonly Placed[] {
  const { count, perRow, top, gap, ratio } = options;
  const own = Math.floor((width - 2 * margin - (perRow - 1) * gap) / perRow);
  const height = Math.round(own * ratio);
  return Array.from({ length: count }, (_, i) => ({
    left: margin + (i % perRow) * (own + gap),
    top: top + Math.floor(i / perRow) * (height + 40),
    width: own,
    height,
  }));
}

function headline({ said, attribution }: Drawing): string {
  if (!said) return `likeness ${attribution.answer.toFixed(2)} to what it resembles`;
  if (said.probabilities) {
    return `${said.name} = ${said.value}, probability ${Math.max(...said.probabilities).toFixed(2)}`;
  }
  return `${said.name} = ${short(said.value)} ± ${short(said.stddev ?? 0)}`;
}

function subline({ sample, atS, modelVersion, attribution, said }: Drawing): string {
  const { value, stddev } = said ?? {};
  const range =
    value !== undefined && stddev !== undefined
      ? `95 %: ${short(value - 1.96 * stddev)} to ${short(value + 1.96 * stddev)}  ·  `
      : "";
  const nothing = `of an empty frame: ${short(attribution.answerOfNothing)}`;
  return `${range}${nothing}  ·  ${sample.sensor} at ${atS.toFixed(2)} s  ·  model ${modelVersion}`;
}

function legend(top: number, { said }: Drawing): readonly string[] {
  const stops = legendStops.map(
    (colour, i) => `<stop offset="${i * 50}%" stop-color="${colour}"/>`,
  );
  const what = said?.probabilities ? "the log-odds of the class" : (said?.name ?? "the likeness");
  return [
    `<defs><linearGradient id="legend">${stops.join("")}</linearGradient></defs>`,
    `<rect x="${margin}" y="${top}" width="300" height="14" fill="url(#legend)"/>`,
    text(margin, top + 34, "lowers", { size: 13 }),
    text(margin + 258, top + 34, "raises", { size: 13 }),
    text(
      margin + 330,
      top + 12,
      `what this part does to ${what}; strong colours are its largest hundredth`,
      {
        size: 13,
      },
    ),
  ];
}

function caption(
  { atS, likeness, said }: Drawing["similar"][number],
  drawing: Pick<Drawing, "said">,
): string {
  const own = said && drawing.said ? `  ·  ${drawing.said.name} ${short(said.value)}` : "";
  return `${atS.toFixed(1)} s  ·  likeness ${likeness.toFixed(2)}${own}`;
}

/** Three digits that count. */
function short(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function text(
  x: number,
  y: number,
  words: string,
  { size, weight = 400 }: { readonly size: number; readonly weight?: number },
): string {
  return `<text x="${x}" y="${y}" font-size="${size}" font-weight="${weight}" fill="#222">${escaped(words)}</text>`;
}
