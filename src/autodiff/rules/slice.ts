import { readIntegers } from "../../graph/integers.ts";
import { defineRule } from "../rule.ts";
import { unslice } from "../unslice.ts";

/**
 * y = a part of x  ⇒  dx = dY at its places, 0 elsewhere.
 * @see ONNX operator Slice, since version 13
 */
export const sliceRule = defineRule(
  "Slice",
  13,
  ["x", "starts", "ends", "axes", "steps"],
  ({ x, starts, axes, steps }, dY) => ({
    x: () => {
      const axisOf = readIntegers("Slice", axes);
      const spread = (list: readonly number[], absent: number): number[] =>
        x.shape.map((_, axis) => list[axisOf.indexOf(axis)] ?? absent);
      return unslice(dY, x.shape, {
        starts: spread(readIntegers("Slice", starts), 0),
        steps: spread(readIntegers("Slice", steps), 1),
      });
    },
  }),
);
