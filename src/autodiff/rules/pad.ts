import { attribute } from "../../graph/attributes.ts";
import { readIntegers } from "../../graph/integers.ts";
import { add } from "../../graph/ops/add.ts";
import { reduceSum } from "../../graph/ops/reduce-sum.ts";
import { slice } from "../../graph/ops/slice.ts";
import { withSize } from "../../graph/shape.ts";
import type { Value } from "../../graph/value.ts";
import { defineRule } from "../rule.ts";
import { unslice } from "../unslice.ts";

/**
 * y = x with elements around it  ⇒  dx = the middle of dY; what was copied outside from an element
 * (mode edge or wrap) is added to that element's gradient.
 * @see ONNX operator Pad, since version 19
 */
export const padRule = defineRule(
  "Pad",
  19,
  ["x", "pads", "value?"],
  ({ x, pads: list }, dY, { attributes }) => ({
    x: () => {
      const pads = readIntegers("Pad", list);
      const mode = attribute(attributes, "mode", "string");
      // Padding is done axis by axis, so its adjoint may be, in any order.
      return x.shape.reduce((gradient, size, axis) => {
        const [before = 0, after = 0] = [pads[axis], pads[x.shape.length + axis]];
        if (before + after === 0) return gradient;
        const middle = cut(gradient, axis, before, size);
        if (mode === "constant") return middle;
        return foldBack(gradient, middle, { axis, before, after, size, isEdge: mode === "edge" });
      }, dY);
    },
  }),
);

/** Adds the two ends of `gradient` to the places of `middle` that they were copied from. */
function foldBack(
  gradient: Value,
  middle: Value,
  at: {
    readonly axis: number;
    readonly before: number;
    readonly after: number;
    readonly size: number;
    readonly isEdge: boolean;
  },
): Value {
  const { axis, before, after, size, isEdge } = at;
  const place = (end: Value, start: number): Value => {
    const starts = withSize(
      middle.shape.map(() => 0),
      axis,
      start,
    );
    return unslice(end, middle.shape, { starts, steps: middle.shape.map(() => 1) });
  };
  let sum = middle;
  if (before > 0) {
    const head = cut(gradient, axis, 0, before);
    sum = add(sum, isEdge ? place(reduceSum(head, [axis], true), 0) : place(head, size - before));
  }
  if (after > 0) {
    const tail = cut(gradient, axis, before + size, after);
    sum = add(sum, isEdge ? place(reduceSum(tail, [axis], true), size - 1) : place(tail, 0));
  }
  return sum;
}

function cut(x: Value, axis: number, start: number, size: number): Value {
  return slice(x, { axes: [axis], starts: [start], ends: [start + size] });
}
