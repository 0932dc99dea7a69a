import { attribute } from "../../graph/attributes.ts";
import { zerosLike } from "../../graph/derived/zeros-like.ts";
import { scatterElements } from "../../graph/ops/scatter-elements.ts";
import { defineRule } from "../rule.ts";

/**
 * y = elements of x at indices  ⇒  dx = for each element, the sum of dY over the places that read it.
 * @see ONNX operator GatherElements, since version 13
 */
export const gatherElementsRule = defineRule(
  "GatherElements",
  13,
  ["x", "indices"],
  ({ x, indices }, dY, { attributes }) => ({
    x: () => {
      const axis = attribute(attributes, "axis", "int");
      return scatterElements(zerosLike(x), indices, dY, { axis, reduction: "add" });
    },
  }),
);
