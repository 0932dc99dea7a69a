import { describe, expect, it } from "vitest";
import { backward } from "../../../src/autodiff/backward.ts";
import { sumAll } from "../../../src/graph/derived/sum-all.ts";
import { costReport } from "../../../src/graph/cost-report.ts";
import { defineGraph } from "../../../src/graph/graph.ts";
import { labelled, placed } from "../../../src/graph/label.ts";
import { input } from "../../../src/graph/leaves.ts";
import { matMul } from "../../../src/graph/ops/mat-mul.ts";
import { sub } from "../../../src/graph/ops/sub.ts";
import { tanh } from "../../../src/graph/ops/tanh.ts";

const x = input("x", "float32", [4, 3]);
const w = input("net/mix/weight", "float32", [3, 2]);
const moment = input("m", "float32", [6]);

function report(depth: number) {
  const product = labelled("net/mix", () => matMul(x, w));
  const y = labelled("net/squash", () => tanh(product));
  const loss = labelled("loss", () => sumAll(y));
  const [dW] = backward(loss, [w]);
  const next = placed({ label: "sgd", direction: "update" }, () => sub(w, dW!));
  return costReport(defineGraph({ name: "g", inputs: [x, w, moment], outputs: { next, loss } }), {
    depth,
    state: [
      { value: w, role: "weights", label: "net/mix" },
      { value: moment, role: "optimizer", label: "update/sgd" },
    ],
  });
}

describe("costReport", () => {
  it("has a row a layer in order of use, gradients in their layer's, the optimizer's last", () => {
    expect(report(9).layers.map(({ layer }) => layer)).toEqual([
      "net/mix",
      "net/squash",
      "loss",
      "update/sgd",
    ]);
    expect(report(1).layers.map(({ layer }) => layer)).toEqual(["net", "loss", "update"]);
  });

  it("counts a layer's products forward and backward, its weights and what it saves", () => {
    const [mix, squash, , update] = report(9).layers;
    expect(mix).toMatchObject({
      parameters: 6,
      multiplyAdds: { forward: 4 * 3 * 2, backward: 3 * 4 * 2, update: 0 },
      operators: { forward: { MatMul: 1 }, update: {} },
      savedBytes: 0,
      stateBytes: { weights: 24, average: 0, optimizer: 0 },
    });
    expect(squash).toMatchObject({ savedBytes: 4 * 2 * 4, parameters: 0 });
    expect(update).toMatchObject({
      operators: { forward: {}, backward: {}, update: { Sub: 1 } },
      stateBytes: { optimizer: 24 },
      outputBytes: 24,
    });
  });

  it("divides multiply-adds by the bytes read and written", () => {
    const { layers } = report(9);
    const { multiplyAdds, intensity } = layers[0]!;
    // Forward x, w → y; the gradient reads x and dY and writes dW: x 48, w 24, y 32 bytes.
    const moved = 48 + 24 + 32 + (48 + 32 + 24);
    expect(intensity).toBeCloseTo((multiplyAdds.forward + multiplyAdds.backward) / moved, 12);
    expect(layers[1]!.intensity).toBe(0);
  });

  it("adds up to the total whatever the depth", () => {
    expect(report(1).total).toEqual(report(9).total);
    expect(report(1).total).toMatchObject({ parameters: 6, savedBytes: 32 });
    expect(report(1).peak.bytes).toBeGreaterThan(0);
  });
});
