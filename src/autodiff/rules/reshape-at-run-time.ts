import { reshape } from "../../graph/ops/reshape.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x under another shape  ⇒  dx = dY under x's.
 *
 * @see ONNX operator Reshape, since version 19
 */
export const reshapeAtRunTimeRule = defineRule(
  "ReshapeAtRunTime",
  19,
  ["x", "shape"],
  ({ x }, dY) => ({
    x: () => reshape(dY, x.shape),
  }),
);
