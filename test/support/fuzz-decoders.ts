import type { Random } from "../../src/core/random.ts";
import { decoders } from "../../src/decode/index.ts";
import { decoderExamples } from "../contract/decoder-examples.ts";
import { mutateBytes } from "./mutate-bytes.ts";

/** What came of a run of mutated inputs. */
export interface FuzzTally {
  inputs: number;
  /** Results by decoder: `ok`, or the reason of the refusal. */
  readonly results: Record<string, Record<string, number>>;
  slowestMs: number;
  slowest: string;
  /** Most memory outside of the JavaScript heap, above what it was before. */
  peakBufferBytes: number;
}

const header = { sensor: "fuzz", stampNs: 1n, arrivalMs: 0 };
const limits = { maxPixels: 1_000_000, maxPoints: 100_000 };

/**
 * Decodes mutated payloads of every decoder in turns until `isOver`. An exception or a frame that breaks
 * the limits ends the run.
 */
export async function fuzzDecoders(
  random: Random,
  isOver: (tally: FuzzTally) => boolean,
): Promise<FuzzTally> {
  const examples = await Promise.all(
    decoders.entries.map(async (decoder) => ({
      decoder,
      bytes: (await decoderExamples[decoder.name]!()).bytes,
    })),
  );
  const before = process.memoryUsage().arrayBuffers;
  const tally: FuzzTally = {
    inputs: 0,
    results: {},
    slowestMs: 0,
    slowest: "",
    peakBufferBytes: 0,
  };
  while (!isOver(tally)) {
    const { decoder, bytes } = examples[tally.inputs % examples.length]!;
    const input = mutateBytes(bytes, random);
    const startMs = performance.now();
    const decoded = await decoder.decode(input, header, limits);
    const elapsedMs = performance.now() - startMs;
    if (elapsedMs > tally.slowestMs) {
      tally.slowestMs = elapsedMs;
      tally.slowest = `${decoder.name} ${Buffer.from(input.subarray(0, 32)).toString("hex")}…`;
    }
    if (decoded.ok) {
      const { frame } = decoded;
      const isSound =
        frame.kind === "camera"
          ? frame.rgb.length === frame.width * frame.height * 3 && frame.rgb.length <= 3e6
          : frame.points.length % 4 === 0 && frame.points.length <= 4e5;
      if (!isSound) throw new Error(`${decoder.name} broke the limits`);
    }
    const results = (tally.results[decoder.name] ??= {});
    const result = decoded.ok ? "ok" : decoded.reason;
    results[result] = (results[result] ?? 0) + 1;
    if (++tally.inputs % 256 === 0) {
      const grown = process.memoryUsage().arrayBuffers - before;
      tally.peakBufferBytes = Math.max(tally.peakBufferBytes, grown);
    }
  }
  return tally;
}
