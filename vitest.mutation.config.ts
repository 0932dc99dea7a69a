import { defineConfig } from "vitest/config";

/** `npm run mutate`: makes every gradient rule wrong in turn. Too long for each `npm run check`. */
export default defineConfig({
  test: {
    name: "mutation",
    include: ["test/mutation/**/*.test.ts"],
    testTimeout: 120_000,
    // One file, its output the tally: nothing of it should be folded away.
    disableConsoleIntercept: true,
  },
});
