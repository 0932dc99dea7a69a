/**
 * A training step by hand: fits y = x·w to eight points. docs/how-the-compiler-works.md explains it
 * line by line; test/integration/examples.test.ts runs it.
 */
import { backward } from "../src/autodiff/backward.ts";
import { meanAll } from "../src/graph/derived/mean-all.ts";
import { scale } from "../src/graph/derived/scale.ts";
import { square } from "../src/graph/derived/square.ts";
import { defineGraph } from "../src/graph/graph.ts";
import { placed } from "../src/graph/label.ts";
import { input } from "../src/graph/leaves.ts";
import { matMul } from "../src/graph/ops/mat-mul.ts";
import { sub } from "../src/graph/ops/sub.ts";
import { printGraph } from "../src/graph/print.ts";
import { toOnnx } from "../src/graph/serialise.ts";
import type { HostTensor } from "../src/runtime/engine.ts";
import { engines } from "../src/runtime/index.ts";

/** The step as a graph: (w, x, y) → (loss, next w). */
export function fitStep() {
  const x = input("x", "float32", [8, 2]);
  const y = input("y", "float32", [8, 1]);
  const w = input("w", "float32", [2, 1]);

  const loss = meanAll(square(sub(matMul(x, w), y)));
  const [dW] = backward(loss, [w]);
  const place = { label: "sgd", direction: "update" } as const;
  const nextW = placed(place, () => sub(w, scale(dW!, 0.1)));

  return defineGraph({ name: "fit", inputs: [w, x, y], outputs: { loss, "next/w": nextW } });
}

/** Prints the step, runs it a hundred times, and returns what w became: close to 2 and −3. */
export async function compileAStep(print: (text: string) => void): Promise<readonly number[]> {
  const graph = fitStep();
  print(printGraph(graph));

  const float = (shape: number[], numbers: number[]): HostTensor => {
    return { dtype: "float32", shape, data: Float32Array.from(numbers) };
  };
  const spec = (name: string, shape: number[]) => ({ name, dtype: "float32", shape }) as const;
  const points = Array.from({ length: 8 }, (_, i) => [Math.sin(i), Math.cos(3 * i)] as const);

  const engine = await engines.get("ort-node").create({ provider: "cpu" });
  const session = await engine.openTraining({
    step: {
      model: toOnnx(graph),
      state: [{ ...spec("w", [2, 1]), next: "next/w" }],
      inputs: [spec("x", [8, 2]), spec("y", [8, 1])],
      outputs: [spec("loss", [])],
    },
    initialState: { w: float([2, 1], [0, 0]) },
    threads: 1,
    niceness: 0,
  });
  for (let step = 1; step <= 100; step++) {
    const x = float([8, 2], points.flat());
    const y = float(
      [8, 1],
      points.map(([a, b]) => 2 * a - 3 * b),
    );
    const { outputs } = await session.step({ x, y }, ["loss"]);
    if (step % 25 === 0) print(`step ${step}: loss ${Number(outputs["loss"]!.data[0])}`);
  }
  const { w } = await session.getState(["w"]);
  await engine.close();
  return Array.from(w!.data, Number);
}
