import { fail } from "../../core/errors.ts";
import { readIntegers } from "../integers.ts";
import { apply, defineOp } from "../op.ts";
import { elementCount, showShape } from "../shape.ts";
import type { Value } from "../value.ts";
import { mul } from "./mul.ts";
import { integers } from "../integers.ts";

/**
 * ONNX's Reshape with a shape that only the run knows: a constant times an integer that is 1. The name of
 * its own tells the two apart, because whoever folds this one undoes what it is for.
 */
export const reshapeAtRunTimeOp = defineOp({
  name: "ReshapeAtRunTime",
  since: 19,
  inputs: ["x", "shape"],
  serializedAs: "Reshape",
  infer({ x, shape: product }) {
    const { node } = product;
    const [target] = node.kind === "operator" && node.op === "Mul" ? node.inputs : [];
    if (!target) {
      fail("GRAPH_INVALID", "ReshapeAtRunTime", "its shape is no constant times an integer");
    }
    const shape = readIntegers("ReshapeAtRunTime", target);
    if (elementCount(shape) !== elementCount(x.shape)) {
      const expected = `${elementCount(x.shape)} elements as ${showShape(x.shape)} has`;
      fail("SHAPE_MISMATCH", "ReshapeAtRunTime", expected, showShape(shape));
    }
    return [{ dtype: x.dtype, shape }];
  },
});

/**
 * x with the same elements under another shape or its own, which a runtime cannot know beforehand.
 *
 * @param one a scalar int64 that is 1
 * @throws AppError SHAPE_MISMATCH when the number of elements differs, DTYPE_MISMATCH
 * @see ONNX operator Reshape, since version 19
 */
export function reshapeAtRunTime(x: Value, shape: readonly number[], one: Value): Value {
  return apply(reshapeAtRunTimeOp, [x, mul(integers(shape), one)]);
}
