import { attribute } from "../../graph/attributes.ts";
import { conv } from "../../graph/ops/conv.ts";
import { readWindow } from "../../graph/window.ts";
import { convWeightGradient } from "../conv-weight-gradient.ts";
import { defineRule } from "../rule.ts";
import { wideSum } from "../wide-sum.ts";

/**
 * Y = the transposed convolution of X  ⇒  dX = dY ∗ W, dW = dY correlated with X, db = Σ dY.
 *
 * Seen from its transpose, dY is the input and X the gradient of the output.
 * Shapes: x [N, C, …], w [C, M/group, …kernel], b [M], dY [N, M, …].
 * @see ONNX operator ConvTranspose, since version 11
 */
export const convTransposeRule = defineRule(
  "ConvTranspose",
  11,
  ["x", "w", "b?"],
  ({ x, w }, dY, { attributes }) => {
    const spatial = x.shape.slice(2);
    const group = attribute(attributes, "group", "int");
    const window = readWindow("ConvTranspose", attributes, spatial.length);
    return {
      x: () => conv(dY, w, undefined, { ...window, group }),
      w: () => convWeightGradient({ x: dY, dY: x, kernel: w.shape.slice(2), window, group }),
      b: () => wideSum(dY, [0, ...spatial.map((_, i) => i + 2)]),
    };
  },
);
