import { attribute } from "../../graph/attributes.ts";
import { zerosLike } from "../../graph/derived/zeros-like.ts";
import { concat } from "../../graph/ops/concat.ts";
import { defineRule } from "../rule.ts";

/**
 * The outputs are x's consecutive parts  ⇒  dx = their gradients one after another, 0 where none came.
 * @see ONNX operator Split, since version 18
 */
export const splitRule = defineRule("Split", 18, ["x", "sizes"], (_x, _dY, context) => ({
  x: () => {
    const parts = context.outputs.map((part, i) => context.dOutputs[i] ?? zerosLike(part));
    return concat(parts, attribute(context.attributes, "axis", "int"));
  },
}));
