import { expect, it } from "vitest";
import { randomFor } from "../../src/core/random.ts";
import { fuzzDecoders } from "../support/fuzz-decoders.ts";

const runs = Number(process.env["SACCADE_FUZZ_RUNS"] ?? 1_000_000);
const seed = Number(process.env["SACCADE_FUZZ_SEED"] ?? 1);

it(`decodes ${runs} mutated inputs of seed ${seed}`, async () => {
  const startMs = performance.now();
  const tally = await fuzzDecoders(randomFor(seed, "fuzz"), ({ inputs }) => inputs >= runs);
  const seconds = (performance.now() - startMs) / 1000;
  process.stdout.write(`${JSON.stringify({ ...tally, seconds }, undefined, 2)}\n`);
  expect(tally.slowestMs).toBeLessThan(1000);
  expect(tally.peakBufferBytes).toBeLessThan(256e6);
});
