import { fail } from "../core/errors.ts";
import { isFloat } from "./dtypes.ts";
import { elementCount, showShape } from "./shape.ts";
import type { DType, Shape, Value } from "./value.ts";

/**
 * A tensor that the graph is given when it runs: a batch, a parameter, a learning rate.
 *
 * @throws AppError SHAPE_MISMATCH when a size is not a positive integer
 */
export function input(name: string, dtype: DType, shape: Shape): Value {
  if (!shape.every((size) => Number.isInteger(size) && size > 0)) {
    fail("SHAPE_MISMATCH", `input '${name}'`, "sizes of at least 1", showShape(shape));
  }
  return { dtype, shape: [...shape], node: { kind: "input", name }, output: 0 };
}

/**
 * A tensor that is part of the graph. A single number fills it; an array is copied, row-major.
 *
 * Values are kept in float64 and rounded to `dtype` when the graph is serialised. An integer or bool
 * constant must hold integers. A size may be 0 (an empty list of axes).
 *
 * @throws AppError SHAPE_MISMATCH when `data` does not fill `shape`; OPTION_INVALID when a value does
 *   not fit the dtype
 */
export function constant(
  shape: Shape,
  data: number | ArrayLike<number>,
  dtype: DType = "float32",
): Value {
  const count = elementCount(shape);
  const values =
    typeof data === "number" ? new Float64Array(count).fill(data) : Float64Array.from(data);
  if (values.length !== count) {
    fail(
      "SHAPE_MISMATCH",
      "constant",
      `${count} values for ${showShape(shape)}`,
      `${values.length}`,
    );
  }
  if (!isFloat(dtype)) {
    const bad = values.find((value) => !Number.isSafeInteger(value));
    if (bad !== undefined) fail("OPTION_INVALID", `a constant of ${dtype}`, "integers", bad);
  }
  return { dtype, shape: [...shape], node: { kind: "constant", data: values }, output: 0 };
}

/** The constant [] that holds `x`. */
export function scalar(x: number, dtype: DType = "float32"): Value {
  return constant([], x, dtype);
}
