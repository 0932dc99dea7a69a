import { attribute } from "../../graph/attributes.ts";
import { transpose } from "../../graph/ops/transpose.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x with axes reordered  ⇒  dx = dY with them put back.
 * @see ONNX operator Transpose, since version 13
 */
export const transposeRule = defineRule("Transpose", 13, ["x"], (_, dY, { attributes }) => {
  const permutation = attribute(attributes, "perm", "ints");
  return {
    x: () =>
      transpose(
        dY,
        permutation.map((_axis, i) => permutation.indexOf(i)),
      ),
  };
});
