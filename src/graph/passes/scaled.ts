import { scale } from "../derived/scale.ts";
import { isFloat } from "../dtypes.ts";
import { neg } from "../ops/neg.ts";
import { sameShape } from "../shape.ts";
import type { Value } from "../value.ts";
import { uniformValue } from "./match.ts";

/** A value as factor · x; the factor is finite. */
export interface Scaled {
  readonly x: Value;
  readonly factor: number;
}

/** Reads `Mul(x, c)`, `Mul(c, x)`, `Div(x, c)` and `Neg(x)` of floats, c one finite number. */
export function scaledOf(value: Value): Scaled | undefined {
  const { node } = value;
  if (node.kind !== "operator" || node.domain !== "" || !isFloat(value.dtype)) return undefined;
  const a = node.inputs[0]!;
  const b = node.inputs[1];
  switch (node.op) {
    case "Neg":
      return { x: a, factor: -1 };
    case "Mul":
      return asScaled(value, a, uniformValue(b)) ?? asScaled(value, b!, uniformValue(a));
    case "Div": {
      const divisor = uniformValue(b);
      return divisor === undefined ? undefined : asScaled(value, a, 1 / divisor);
    }
    default:
      return undefined;
  }
}

/** `value` as factor·x, unless x is stretched by it. */
function asScaled(value: Value, x: Value, factor: number | undefined): Scaled | undefined {
  const isOne = factor !== undefined && Number.isFinite(factor) && sameShape(x.shape, value.shape);
  return isOne ? { x, factor } : undefined;
}

/** factor · x with the fewest nodes. */
export function scaledBy(x: Value, factor: number): Value {
  if (factor === 1) return x;
  return factor === -1 ? neg(x) : scale(x, factor);
}

/**
 * Whether two factors may be applied at once: neither 0 (0·x tells whether x is finite), nor so large
 * or small that one of them, or both together, might leave the range of `dtype` on its own.
 */
export function isModest(dtype: Value["dtype"], ...factors: readonly number[]): boolean {
  const most = dtype === "float16" ? 64 : 1e12;
  const product = factors.reduce((a, b) => a * b, 1);
  return [...factors, product].every((f) => Math.abs(f) <= most && Math.abs(f) >= 1 / most);
}
