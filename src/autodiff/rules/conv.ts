import { attribute } from "../../graph/attributes.ts";
import { readWindow } from "../../graph/window.ts";
import { convInputGradient } from "../conv-input-gradient.ts";
import { convWeightGradient } from "../conv-weight-gradient.ts";
import { defineRule } from "../rule.ts";
import { wideSum } from "../wide-sum.ts";

/**
 * Y = X ∗ W + b  ⇒  dX = the transposed convolution of dY, dW = X correlated with dY, db = Σ dY.
 *
 * Shapes: x [N, C, …], w [M, C/group, …kernel], b [M], dY [N, M, …].
 * @see ONNX operator Conv, since version 11
 */
export const convRule = defineRule("Conv", 11, ["x", "w", "b?"], ({ x, w }, dY, { attributes }) => {
  const spatial = x.shape.slice(2);
  const kernel = w.shape.slice(2);
  const group = attribute(attributes, "group", "int");
  const window = readWindow("Conv", attributes, spatial.length);
  return {
    x: () => convInputGradient({ w, dY, spatial, window, group }),
    w: () => convWeightGradient({ x, dY, kernel, window, group }),
    b: () => wideSum(dY, [0, ...spatial.map((_, i) => i + 2)]),
  };
});
