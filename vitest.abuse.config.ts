import { defineConfig } from "vitest/config";

/** `npm run abuse`: the suite's tests of abuse for as long as it takes, a quarter of an hour, with their figures. */
export default defineConfig({
  test: {
    name: "abuse",
    include: [
      "test/integration/transport/abuse.test.ts",
      "test/integration/cli/record-killed.test.ts",
      "test/integration/learn/promotion-kill.test.ts",
      "test/integration/run/killed-run.test.ts",
    ],
    env: { SACCADE_ABUSE: "long" },
    // One after the other: their figures are memory and milliseconds.
    fileParallelism: false,
    // The tables are the output.
    disableConsoleIntercept: true,
  },
});
