import { scale } from "../derived/scale.ts";
import { isFloat } from "../dtypes.ts";
import { neg } from "../ops/neg.ts";
import { sameShape } from "../shape.ts";
import type { Value } from "../value.ts";
import { madeBy, uniformValue } from "./match.ts";

/** A value as factor · x; the factor is finite. */
export interface Scaled {
  readonly x: Value;
  readonly factor: number;
}

/** Reads `Mul(x, c)`, `Mul(c, x)`, `Div(x, c)` and `Neg(x)` of floats, c one finite number. */
export function scaledOf(value: Value): Scaled | undefined {
  if (!isFloat(value.dtype)) return undefined;
  const negated = madeBy("Neg", value)?.inputs[0];
  if (negated) return { x: negated, factor: -1 };
  const product = madeBy("Mul", value)?.inputs;
  const quotient = madeBy("Div", value)?.inputs;
  const [a, b] = product ?? quotient ?? [];
  for (const [x, c] of product
    ? [
        [a, b],
        [b, a],
      ]
    : [[a, b]]) {
    const number = uniformValue(c);
    const factor = number !== undefined && quotient ? 1 / number : number;
    if (x && factor !== undefined && Number.isFinite(factor) && sameShape(x.shape, value.shape)) {
      return { x, factor };
    }
  }
  return undefined;
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
