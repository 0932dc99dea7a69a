import type { ProviderReport } from "../engine.ts";
import { judgeTinyAnswer, reasonOf, tinyInputs, tinyModel } from "../tiny-model.ts";
import { sessionInit, type NativeSetup } from "./native-setup.ts";

/** Runs a tiny session, on the provider and nothing else. Never throws. */
export async function tryProvider(setup: NativeSetup): Promise<ProviderReport> {
  const tensors = Object.entries(tinyInputs).map(([name, { shape, values }]) => ({
    spec: { name, dtype: "float32", shape } as const,
    data: Float32Array.from(values),
  }));
  const y = new Float32Array(4);
  try {
    const predictor = new setup.addon.Predictor({
      ...sessionInit(setup),
      threads: 1,
      niceness: 0,
      keepsMemory: false,
      // Or a session whose every node fell back to the CPU would count as the provider's success.
      refusesCpu: setup.provider !== "cpu",
      model: tinyModel(),
      inputs: tensors.map(({ spec }) => spec),
      outputs: [{ name: "y", dtype: "float32", shape: [2, 2] }],
    });
    try {
      await predictor.open();
      await predictor.run(
        tensors.map(({ data }) => data),
        [y],
      );
    } finally {
      await predictor.close();
    }
    return judgeTinyAnswer([...y]);
  } catch (error) {
    return { usable: false, reason: reasonOf(error) };
  }
}
