import { runSteps } from "./run-program.mjs";

const steps = 60;
const tolerance = 0.1;

/** Steps in float16 bring the loss down as far as steps in float32 do, on the same batch. */
export const halfPrecision = {
  name: "float16 learns the same",
  run: async (context) => {
    const request = { steps, sizes: context.sizes, isPlain: true, ...context.engine };
    const single = await runSteps(request, context);
    const half = await runSteps({ ...request, precision: "float16" }, context);
    const rows = Object.entries(single.cases).map(([name, { losses }]) => {
      const drop = losses[0] - losses.at(-1);
      const other = half.cases[name].losses;
      return {
        case: name,
        first: losses[0],
        float32: losses.at(-1),
        float16: other.at(-1),
        missing: (other.at(-1) - losses.at(-1)) / drop,
      };
    });
    return {
      isRight: rows.every(({ missing }) => Math.abs(missing) <= tolerance),
      claim: `after ${steps} steps the loss has fallen within ${100 * tolerance} % as far`,
      rows,
    };
  },
};
