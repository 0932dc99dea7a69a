import { scale as times } from "../graph/derived/scale.ts";
import { constant, scalar } from "../graph/leaves.ts";
import { abs } from "../graph/ops/abs.ts";
import { add } from "../graph/ops/add.ts";
import { dequantizeLinear } from "../graph/ops/dequantize-linear.ts";
import { mul } from "../graph/ops/mul.ts";
import { quantizeLinear } from "../graph/ops/quantize-linear.ts";
import { reduceMax } from "../graph/ops/reduce-max.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { elementCount } from "../graph/shape.ts";
import type { Value } from "../graph/value.ts";

/** A tensor kept in a quarter of its bytes. */
export interface Packed {
  /** What is kept, uint8. */
  readonly bytes: Value;
  /** The tensor again, as float32, when `one` is known: a scalar that is 1. */
  readonly unpack: (one: Value) => Value;
}

/** Operators whose result is never negative: all 255 steps then lie on one side of 0. */
const neverNegative: ReadonlySet<string> = new Set(["Abs", "Exp", "Relu", "Sigmoid", "Softmax"]);

/** Smaller scales count as this: a row of zeros stays one. */
const smallestScale = 1e-30;

/**
 * x as whole numbers times a scale of its own for each index of the first axis (each sample, where that
 * is the batch). Zero stays zero. The error of an element is at most half a step: 1/510 of the largest
 * element of its row where x is never negative, else 1/254 of the largest by size.
 *
 * Shapes: x float32, at least 1 axis.
 * @see Chen et al. 2021, ActNN, arXiv:2104.14129, eq. 6, with rounding to the nearest and not by chance:
 *   the runtime's random operators have no seed from step to step, and the same seed has to give the
 *   same step
 */
export function packAs8Bits(x: Value): Packed {
  const rows = x.shape[0]!;
  const flat = reshape(x, [rows, elementCount(x.shape) / rows]);
  const isOneSided = x.node.kind === "operator" && neverNegative.has(x.node.op);
  const largest = reduceMax(isOneSided ? flat : abs(flat), [1]);
  const scale = add(times(largest, 1 / (isOneSided ? 255 : 127)), scalar(smallestScale));
  const zeroPoint = constant([rows], isOneSided ? 0 : 128, "uint8");
  const bytes = quantizeLinear(flat, { scale, zeroPoint, axis: 0 });
  return {
    bytes,
    unpack: (one) => {
      const late = dequantizeLinear(bytes, { scale: mul(scale, one), zeroPoint, axis: 0 });
      return reshape(late, x.shape);
    },
  };
}

/**
 * 1 where y > 0, else 0, in one pass each way: divided by a scale so small that whatever is positive
 * saturates at 255. Exact for y ≥ 10⁻²⁷.
 *
 * Shapes: y float32, at least 1 axis, never negative.
 */
export function packMask(y: Value): Packed {
  const flat = reshape(y, [1, elementCount(y.shape)]);
  const zeroPoint = constant([1], 0, "uint8");
  const scale = constant([1], smallestScale);
  const bytes = quantizeLinear(flat, { scale, zeroPoint, axis: 0 });
  return {
    bytes,
    unpack: (one) => {
      // 255 · (1/255) is 1 in float32 as well.
      const each = reshape(times(one, 1 / 255), [1]);
      return reshape(dequantizeLinear(bytes, { scale: each, zeroPoint, axis: 0 }), y.shape);
    },
  };
}
