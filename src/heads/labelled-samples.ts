import { createHash } from "node:crypto";
import { promisify } from "node:util";
import { gunzip, gzip } from "node:zlib";
import { z } from "zod";
import type { Sample } from "../frames/sample.ts";

/** Labelled frames as the encoder sees them, ascending in time; all of one sensor and size. */
export interface LabelledSamples {
  readonly samples: readonly Sample[];
  /** One a sample. */
  readonly labels: Float64Array;
}

/** Bytes of pixels that are kept with a head; of more labels an even choice is kept. */
export const mostSampleBytes = 32_000_000;
/** What a file may unpack to: the pixels, and the lines before them. */
const mostUnpackedBytes = mostSampleBytes + 4_000_000;

const size = z.int().positive();
const header = z.strictObject({
  sensor: z.string(),
  layout: z.strictObject({ height: size, width: size, channels: size }),
  dtype: z.enum(["uint8", "uint16"]),
  stampsNs: z.array(z.string().regex(/^-?\d{1,19}$/)),
  labels: z.array(z.number()),
});

/** Compressed: one line of JSON, then the pixels of every frame. @see RFC 1952 (gzip) */
export async function packSamples({ samples, labels }: LabelledSamples): Promise<Uint8Array> {
  const [first] = samples;
  const line = JSON.stringify({
    sensor: first!.sensor,
    layout: first!.layout,
    dtype: first!.pixels instanceof Uint8Array ? "uint8" : "uint16",
    stampsNs: samples.map((sample) => sample.stampNs.toString()),
    labels: [...labels],
  } satisfies z.input<typeof header>);
  const pixels = samples.map(
    ({ pixels: own }) => new Uint8Array(own.buffer, own.byteOffset, own.byteLength),
  );
  return promisify(gzip)(Buffer.concat([new TextEncoder().encode(`${line}\n`), ...pixels]));
}

/**
 * What `packSamples` packed.
 * @throws Error saying what is wrong: no gzip, too much inside, sizes that do not fit
 */
export async function unpackSamples(packed: Uint8Array): Promise<LabelledSamples> {
  const data = await promisify(gunzip)(packed, { maxOutputLength: mostUnpackedBytes });
  const end = data.indexOf(10);
  const { sensor, layout, dtype, stampsNs, labels } = header.parse(
    JSON.parse(data.subarray(0, end).toString("utf8")),
  );
  const { height, width, channels } = layout;
  const bytes = height * width * channels * (dtype === "uint8" ? 1 : 2);
  if (labels.length !== stampsNs.length || data.length !== end + 1 + labels.length * bytes) {
    throw new Error(`${stampsNs.length} frames of ${bytes} bytes in ${data.length - end - 1}`);
  }
  const samples = stampsNs.map((stamp, i): Sample => {
    // A copy: what the unpacked bytes lie in may begin at an odd place.
    const own = Uint8Array.from(data.subarray(end + 1 + i * bytes, end + 1 + (i + 1) * bytes));
    const pixels = dtype === "uint8" ? own : new Uint16Array(own.buffer);
    return { sensor, stampNs: BigInt(stamp), arrivalMs: 0, layout, pixels };
  });
  return { samples, labels: Float64Array.from(labels) };
}

/** The hash that a head knows its samples by. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
