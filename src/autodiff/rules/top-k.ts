import { attribute } from "../../graph/attributes.ts";
import { zerosLike } from "../../graph/derived/zeros-like.ts";
import { scatterElements } from "../../graph/ops/scatter-elements.ts";
import { defineRule } from "../rule.ts";

/**
 * The values are elements of x  ⇒  dx = dY at the indices, 0 elsewhere. The indices pass nothing: they
 * are integers, and do not move where x moves a little.
 * @see ONNX operator TopK, since version 11
 */
export const topKRule = defineRule(
  "TopK",
  11,
  ["x", "k"],
  ({ x }, dY, { outputs, attributes }) => ({
    x: () => {
      const axis = attribute(attributes, "axis", "int");
      return scatterElements(zerosLike(x), outputs[1]!, dY, { axis });
    },
  }),
);
