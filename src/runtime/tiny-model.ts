import { defineGraph } from "../graph/graph.ts";
import { input } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { toOnnx } from "../graph/serialise.ts";
import type { ProviderReport } from "./engine.ts";

/** x, w and b of `tinyModel`, by name: values and shape. */
export const tinyInputs = {
  x: { shape: [2, 2], values: [1, 2, 3, 4] },
  w: { shape: [2, 2], values: [1, 2, 3, 4] },
  b: { shape: [2], values: [1, 1] },
} as const;
const expected = [8, 11, 16, 23];

/**
 * y = x·w + b, with x and w [2, 2] and b [2]: the least that says a provider computes. All three are
 * inputs, because constants would be folded on the CPU before the provider sees them.
 */
export function tinyModel(): Uint8Array {
  const x = input("x", "float32", [2, 2]);
  const w = input("w", "float32", [2, 2]);
  const b = input("b", "float32", [2]);
  return toOnnx(
    defineGraph({ name: "probe", inputs: [x, w, b], outputs: { y: add(matMul(x, w), b) } }),
  );
}

/** What the tiny model's answer says of a provider. */
export function judgeTinyAnswer(y: readonly number[]): ProviderReport {
  return y.join() === expected.join()
    ? { usable: true, reason: "ran a matrix product and gave the right answer" }
    : { usable: false, reason: `gave ${y.join(", ")} where ${expected.join(", ")} is right` };
}

/** A runtime's message without its source path and condition. */
export function reasonOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  const tail = /was false\.\s*([^\n]+)/.exec(text)?.[1] ?? text.trim().split("\n")[0] ?? text;
  return tail.trim();
}
