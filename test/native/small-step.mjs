/** A step small enough for ten thousand of them, on operators with memory of their own. */
import { defineGraph } from "../../dist/graph/graph.js";
import { input } from "../../dist/graph/leaves.js";
import { matMul } from "../../dist/graph/ops/mat-mul.js";
import { mul } from "../../dist/graph/ops/mul.js";
import { reduceMean } from "../../dist/graph/ops/reduce-mean.js";
import { sub } from "../../dist/graph/ops/sub.js";
import { transpose } from "../../dist/graph/ops/transpose.js";
import { toOnnx } from "../../dist/graph/serialise.js";

const side = 64;
const shape = [side, side];
const w = input("w", "float32", shape);
const x = input("x", "float32", shape);
const rate = input("rate", "float32", []);
// Least squares of x·w against x: w goes to the identity.
const difference = sub(matMul(x, w), x);
const gradient = matMul(transpose(x, [1, 0]), difference);
const graph = defineGraph({
  name: "small",
  inputs: [w, x, rate],
  outputs: {
    "w.next": sub(w, mul(gradient, rate)),
    loss: reduceMean(mul(difference, difference), [0, 1]),
  },
});

const spec = (name, size = shape) => ({ name, dtype: "float32", shape: size });
export const step = {
  model: toOnnx(graph),
  state: [{ ...spec("w"), next: "w.next" }],
  inputs: [spec("x"), spec("rate", [])],
  outputs: [spec("loss", graph.outputs.loss.shape)],
};
export const initialState = () => ({ w: { ...spec("w"), data: new Float32Array(side * side) } });
export const batch = (seed) => ({
  x: {
    ...spec("x"),
    data: Float32Array.from({ length: side * side }, (_, i) => Math.sin(i + seed)),
  },
  rate: { ...spec("rate", []), data: Float32Array.of(1e-3) },
});
