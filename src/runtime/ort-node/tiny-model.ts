import { defineGraph } from "../../graph/graph.ts";
import { input } from "../../graph/leaves.ts";
import { add } from "../../graph/ops/add.ts";
import { matMul } from "../../graph/ops/mat-mul.ts";
import { toOnnx } from "../../graph/serialise.ts";

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
