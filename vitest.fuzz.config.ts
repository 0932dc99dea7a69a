import { defineConfig } from "vitest/config";

/** The long run of mutated inputs: `SACCADE_FUZZ_RUNS=1000000 SACCADE_FUZZ_SEED=1 npm run fuzz`. */
export default defineConfig({
  test: { include: ["test/fuzz/**/*.fuzz.ts"], testTimeout: 24 * 3600 * 1000 },
});
