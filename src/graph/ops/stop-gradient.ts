import { anyTypes } from "../dtypes.ts";
import { defineOp, apply } from "../op.ts";
import { requireDType } from "../dtypes.ts";
import type { Value } from "../value.ts";

/**
 * ONNX has no such operator: the model gets an Identity. The name of its own keeps the meaning
 * visible to `backward()` and to people who read the printed graph.
 */
export const stopGradientOp = defineOp({
  name: "StopGradient",
  since: 19,
  inputs: ["x"],
  serializedAs: "Identity",
  infer({ x }) {
    requireDType("StopGradient", x, anyTypes);
    return [{ dtype: x.dtype, shape: x.shape }];
  },
});

/** x, as a constant for the gradient: nothing flows back through it. Shapes: x any; the same out. */
export function stopGradient(x: Value): Value {
  return apply(stopGradientOp, [x]);
}
