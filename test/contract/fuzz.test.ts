import { expect, it } from "vitest";
import { randomFor } from "../../src/core/random.ts";
import { fuzzDecoders } from "../support/fuzz-decoders.ts";

const seed = 20_261_123;
const sliceMs = 4000;

it(`answers mutated inputs of every decoder, four seconds of seed ${seed}; 'npm run fuzz' is the long run`, async () => {
  const startMs = performance.now();
  const tally = await fuzzDecoders(
    randomFor(seed, "fuzz"),
    () => performance.now() - startMs > sliceMs,
  );
  expect(tally.inputs).toBeGreaterThan(200);
  expect(tally.slowestMs).toBeLessThan(1000);
  expect(tally.peakBufferBytes).toBeLessThan(256e6);
});
