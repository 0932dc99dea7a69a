import * as ort from "onnxruntime-node";
import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { randomFor } from "../../../src/core/random.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { input } from "../../../src/graph/leaves.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import { elementCount } from "../../../src/graph/shape.ts";
import { derivedCases } from "../../contract/derived-cases.ts";
import { operatorCases } from "../../contract/gradient-cases.ts";
import { titleOf } from "../../contract/operator-case.ts";
import { evaluate } from "../../support/evaluate.ts";

// ONNX Runtime computes in float32 and sums in another order than the reference does.
const tolerance = 2e-4;

describe("ONNX Runtime agrees with the float64 reference on an operator and its gradient", () => {
  it.each([...operatorCases, ...derivedCases].map((entry) => [titleOf(entry), entry] as const))(
    "%s",
    async (_, entry) => {
      const random = randomFor(3, entry.op);
      const [low, high] = entry.range ?? [-1, 1];
      const inputs = entry.shapes.map((shape, i) => input(`x${i}`, "float32", shape));
      const y = entry.build(...inputs);
      const dY = input("dY", y.dtype, y.shape);
      const gradients = backward(y, inputs, dY);
      const outputs = Object.fromEntries(gradients.map((value, i) => [`dx${i}`, value]));
      const graph = defineGraph({
        name: entry.op,
        inputs: [...inputs, dY],
        outputs: { y, ...outputs },
      });

      const feeds = new Map(
        graph.inputs.map(({ shape }, i) => [
          i < inputs.length ? `x${i}` : "dY",
          {
            shape,
            // Rounded, so that both sides see the same numbers.
            data: Float64Array.from({ length: elementCount(shape) }, () =>
              Math.fround(low + (high - low) * random.uniform()),
            ),
          },
        ]),
      );
      const session = await ort.InferenceSession.create(toOnnx(graph));
      const found = await session.run(
        Object.fromEntries(
          [...feeds].map(([name, { shape, data }]) => [
            name,
            new ort.Tensor("float32", Float32Array.from(data), shape),
          ]),
        ),
      );
      await session.release();

      const expected = evaluate([y, ...gradients], feeds);
      ["y", ...Object.keys(outputs)].forEach((name, i) => {
        const tensor = found[name]!;
        expect(tensor.dims).toEqual(expected[i]!.shape);
        expected[i]!.data.forEach((value, k) => {
          const error = Math.abs(Number(tensor.data[k]) - value) / Math.max(1, Math.abs(value));
          expect(error, `${name}[${k}] is ${String(tensor.data[k])} for ${value}`).toBeLessThan(
            tolerance,
          );
        });
      });
    },
  );
});
