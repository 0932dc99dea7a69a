import { fail } from "../../core/errors.ts";
import { attribute, text } from "../attributes.ts";
import { requireSameDType } from "../dtypes.ts";
import { integers, readIntegers } from "../integers.ts";
import { scalar } from "../leaves.ts";
import { apply, defineOp } from "../op.ts";
import { showShape } from "../shape.ts";
import type { Value } from "../value.ts";

/** What fills the new places: a value, the nearest element, or the other end (a lidar's azimuth). */
export type PadMode = "constant" | "edge" | "wrap";

export const padOp = defineOp({
  name: "Pad",
  since: 19,
  inputs: ["x", "pads", "value?"],
  infer({ x, pads: list, value }, attributes) {
    const pads = readIntegers("Pad", list);
    const rank = x.shape.length;
    const mode = attribute(attributes, "mode", "string");
    if (pads.length !== 2 * rank || pads.some((n) => n < 0)) {
      const expected = `${rank} sizes of at least 0 before and after ${showShape(x.shape)}`;
      fail("SHAPE_MISMATCH", "Pad", expected, showShape(pads));
    }
    if (value) requireSameDType("Pad", x, value);
    if (value && value.shape.length > 0) {
      fail("SHAPE_MISMATCH", "Pad", "a scalar value", showShape(value.shape));
    }
    const shape = x.shape.map((size, i) => {
      const [before = 0, after = 0] = [pads[i], pads[rank + i]];
      if (mode === "wrap" && Math.max(before, after) > size) {
        fail(
          "SHAPE_MISMATCH",
          "Pad",
          `at most ${size} wrapped on axis ${i}`,
          `${before}, ${after}`,
        );
      }
      return before + size + after;
    });
    return [{ dtype: x.dtype, shape }];
  },
});

export interface PadOptions {
  /** Elements added in front, one number an axis of x. */
  readonly before: readonly number[];
  /** Elements added behind, one number an axis of x. */
  readonly after: readonly number[];
  readonly mode?: PadMode | undefined;
  /** For mode `constant`; 0. */
  readonly value?: number | undefined;
}

/**
 * x with elements added around it.
 *
 * Shapes: x any; each axis grows by before + after. `wrap` adds at most the axis's size on each side.
 * @throws AppError SHAPE_MISMATCH
 * @see ONNX operator Pad, since version 19
 */
export function pad(x: Value, options: PadOptions): Value {
  const { before, after, mode = "constant", value = 0 } = options;
  if (before.length !== after.length) {
    const received = `${before.length} and ${after.length}`;
    fail("SHAPE_MISMATCH", "Pad", "as many sizes before x as after it", received);
  }
  const pads = integers([...before, ...after]);
  const fill = mode === "constant" ? scalar(value, x.dtype) : undefined;
  return apply(padOp, fill ? [x, pads, fill] : [x, pads], { mode: text(mode) });
}
