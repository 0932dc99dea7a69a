import { fail } from "../core/errors.ts";
import { constant } from "./leaves.ts";
import { showShape } from "./shape.ts";
import type { Value } from "./value.ts";

/** The int64 constant [n] in which ONNX takes axes, shapes, sizes and pads since opset 13. */
export function integers(list: readonly number[]): Value {
  return constant([list.length], list, "int64");
}

/**
 * Reads such a list back. Shapes are static here, so an operator whose shape hangs on an input must
 * get that input as a constant.
 *
 * @throws AppError GRAPH_INVALID when `value` is no constant list of int64
 */
export function readIntegers(op: string, value: Value): readonly number[] {
  if (value.node.kind !== "constant" || value.dtype !== "int64" || value.shape.length !== 1) {
    const found = `${value.node.kind} ${value.dtype}${showShape(value.shape)}`;
    fail("GRAPH_INVALID", op, `expected a constant int64 list, found ${found}`);
  }
  return [...value.node.data];
}
