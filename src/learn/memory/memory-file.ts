import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, writeSync } from "node:fs";
import { readdir, readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { fail, failFrom } from "../../core/errors.ts";
import type { Sample } from "../../frames/sample.ts";
import { sensorFolder } from "../checkpoint/checkpoint-path.ts";
import { createFolder } from "../checkpoint/create-folder.ts";
import { readWhole, replaceText } from "../checkpoint/durable-files.ts";
import { temporaryName } from "../checkpoint/leftovers.ts";
import type { Segment } from "./segment.ts";

const indexFile = "memory.json";
const pixelsPattern = /^memory-[0-9a-f]{16}\.bin$/;
const count = z.int().nonnegative();

const stretch = z.strictObject({
  uses: count,
  feature: z.array(z.number()).optional(),
  /** Stamps of its frames; 64-bit numbers are no JSON. */
  stampsNs: z.array(z.string().regex(/^-?\d{1,19}$/)),
});

const index = z.strictObject({
  format: z.literal(1),
  sensor: z.string(),
  layout: z.strictObject({ height: count, width: count, channels: count }),
  dtype: z.enum(["uint8", "uint16"]),
  /** The pixels of every frame one after the other, main stretches first; numbers little-endian. */
  pixels: z.strictObject({
    file: z.string().regex(pixelsPattern),
    bytes: count,
    sha256: z.string(),
  }),
  main: z.array(stretch),
  heldOut: z.array(stretch),
});

/** What a learner remembers: stretches, oldest first. */
export interface Remembered {
  readonly main: readonly Segment[];
  readonly heldOut: readonly Segment[];
}

/**
 * Writes a sensor's memory beside its checkpoints, as a whole or not at all: the pixels under a name
 * of their own first, then the index that names them. Frames lie on the disk as they are.
 *
 * The pixels are written without giving the thread away: between two turns of the event loop frames
 * come and take places over.
 *
 * @returns bytes written; 0 when there was nothing to keep
 * @throws AppError CHECKPOINT_WRITE_FAILED
 */
export async function writeMemory(
  root: string,
  sensor: string,
  { main, heldOut }: Remembered,
): Promise<number> {
  const folder = sensorFolder(root, sensor);
  const samples = [...main, ...heldOut].flatMap((segment) => segment.samples);
  const [first] = samples;
  if (!first) return 0;
  try {
    await createFolder(folder);
    const { segments, pixels } = writePixels(folder, { main, heldOut });
    await replaceText({
      path: join(folder, indexFile),
      temporary: join(folder, temporaryName("current", indexFile)),
      text: JSON.stringify({
        format: 1,
        sensor,
        layout: first.layout,
        dtype: first.pixels instanceof Uint8Array ? "uint8" : "uint16",
        pixels,
        ...segments,
      } satisfies z.input<typeof index>),
    });
    for (const entry of await readdir(folder)) {
      if (pixelsPattern.test(entry) && entry !== pixels.file) await rm(join(folder, entry));
    }
    return pixels.bytes;
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    return failFrom(error, "CHECKPOINT_WRITE_FAILED", join(folder, indexFile), cause);
  }
}

/** Writes the pixel file, and describes what it holds as it was at that moment. */
function writePixels(folder: string, { main, heldOut }: Remembered) {
  const samples = [...main, ...heldOut].flatMap((segment) => segment.samples);
  const file = `memory-${createHash("sha256").update(temporaryName("new", "memory")).digest("hex").slice(0, 16)}.bin`;
  const hash = createHash("sha256");
  const handle = openSync(join(folder, file), "w");
  let bytes = 0;
  try {
    for (const { pixels } of samples) {
      const part = new Uint8Array(pixels.buffer, pixels.byteOffset, pixels.byteLength);
      for (let start = 0; start < part.length; start += writeSync(handle, part, start));
      hash.update(part);
      bytes += part.length;
    }
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
  const described = (segments: readonly Segment[]) =>
    segments.map(({ samples: own, uses = 0, feature }) => ({
      uses,
      ...(feature && { feature: [...feature] }),
      stampsNs: own.map((sample) => sample.stampNs.toString()),
    }));
  return {
    segments: { main: described(main), heldOut: described(heldOut) },
    pixels: { file, bytes, sha256: hash.digest("hex") },
  };
}

/**
 * What `writeMemory` kept for a sensor; undefined when it kept nothing.
 *
 * @throws AppError CHECKPOINT_INVALID when it is damaged or of another version
 */
export async function readMemory(root: string, sensor: string): Promise<Remembered | undefined> {
  const folder = sensorFolder(root, sensor);
  const path = join(folder, indexFile);
  const text = await readFile(path, "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const kept = index.parse(JSON.parse(text));
    const { data, bytes, sha256 } = await readWhole(join(folder, kept.pixels.file));
    if (bytes !== kept.pixels.bytes || sha256 !== kept.pixels.sha256) {
      throw new Error(`${kept.pixels.file} does not match its hash`);
    }
    return unpack(kept, data);
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return failFrom(error, "CHECKPOINT_INVALID", path, problem);
  }
}

function unpack(kept: z.output<typeof index>, data: Uint8Array): Remembered {
  const { sensor, layout, dtype } = kept;
  const values = layout.height * layout.width * layout.channels;
  const frames = [...kept.main, ...kept.heldOut].reduce((sum, s) => sum + s.stampsNs.length, 0);
  const size = values * (dtype === "uint8" ? 1 : 2);
  if (frames * size !== data.length) {
    fail("CHECKPOINT_INVALID", indexFile, `${frames} frames of ${size} bytes in ${data.length}`);
  }
  let offset = 0;
  const sample = (stamp: string): Sample => {
    const own = data.slice(offset, offset + size);
    offset += size;
    const pixels = dtype === "uint8" ? own : new Uint16Array(own.buffer);
    return { sensor, stampNs: BigInt(stamp), arrivalMs: 0, layout, pixels };
  };
  const segments = (stretches: readonly z.output<typeof stretch>[]): readonly Segment[] =>
    stretches.map(({ uses, feature, stampsNs }) => ({
      samples: stampsNs.map(sample),
      bytes: stampsNs.length * size,
      uses,
      feature: feature && Float32Array.from(feature),
    }));
  return { main: segments(kept.main), heldOut: segments(kept.heldOut) };
}
