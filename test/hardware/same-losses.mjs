import { runSteps } from "./run-program.mjs";

const steps = 20;
const tolerance = 1e-3;

/** 20 steps through `ort-native` on the provider against stock onnxruntime-node on the CPU. */
export const sameLosses = {
  name: "same losses as the CPU",
  run: async (context) => {
    const common = { steps, sizes: context.sizes, isPlain: true };
    const here = await runSteps({ ...common, ...context.engine }, context);
    // It brings its own libonnxruntime, which is not the one under test.
    const stock = { ...context, env: { SACCADE_ORT: "" } };
    const reference = await runSteps({ ...common, engine: "ort-node" }, stock);
    const rows = Object.entries(here.cases).map(([name, { losses }]) => {
      const expected = reference.cases[name].losses;
      const difference = Math.max(
        ...losses.map(
          (loss, i) => Math.abs(loss - expected[i]) / Math.max(1, Math.abs(expected[i])),
        ),
      );
      return { case: name, first: expected[0], last: expected.at(-1), difference };
    });
    return {
      isRight: rows.every(({ difference }) => difference <= tolerance),
      claim: `each loss within ${tolerance}, of the loss where that is over 1, over ${steps} steps`,
      rows,
    };
  },
};
