import { attribute } from "../../graph/attributes.ts";
import { zerosLike } from "../../graph/derived/zeros-like.ts";
import { gatherElements } from "../../graph/ops/gather-elements.ts";
import { scatterElements } from "../../graph/ops/scatter-elements.ts";
import { defineRule } from "../rule.ts";

/**
 * y = x with updates put or added at indices  ⇒  dupdates = dY read at the indices; dx = dY, without the
 * elements that were replaced.
 * @see ONNX operator ScatterElements, since version 18
 */
export const scatterElementsRule = defineRule(
  "ScatterElements",
  18,
  ["x", "indices", "updates"],
  ({ indices, updates }, dY, { attributes }) => {
    const axis = attribute(attributes, "axis", "int");
    const isAdded = attribute(attributes, "reduction", "string") === "add";
    return {
      x: () => (isAdded ? dY : scatterElements(dY, indices, zerosLike(updates), { axis })),
      updates: () => gatherElements(dY, indices, axis),
    };
  },
);
