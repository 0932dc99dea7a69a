import { attribute } from "../../graph/attributes.ts";
import { split } from "../../graph/ops/split.ts";
import { defineRule } from "../rule.ts";

/**
 * y = the inputs one after another  ⇒  each gets its part of dY.
 * @see ONNX operator Concat, since version 13
 */
export const concatRule = defineRule("Concat", 13, ["xs..."], ({ xs }, dY, { attributes }) => {
  const axis = attribute(attributes, "axis", "int");
  const sizes = xs.map((x) => x.shape[axis] ?? 0);
  return { xs: split(dY, sizes, axis).map((part) => () => part) };
});
