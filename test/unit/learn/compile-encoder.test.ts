import { describe, expect, it } from "vitest";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileEncoder } from "../../../src/learn/compile-encoder.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

describe("compileEncoder", () => {
  it.each([1, 5])("maps %d frames", (batch) => {
    const { graph, mapShape } = compileEncoder(tinySpec(), batch);
    verifyGraph(graph);
    expect(graph.inputs.at(-1)!.shape).toEqual([batch, 32, 32, 3]);
    expect(graph.outputs["map"]!.shape).toEqual([batch, 2, 2, 16]);
    expect(mapShape).toEqual([batch, 2, 2, 16]);
  });

  it("has the averages of the step's encoder parameters, by name and shape", () => {
    const own = compileEncoder(tinySpec(), 1).parameters.map((p) => [p.name, p.shape]);
    const averages = compileStep(tinySpec()).state.filter((t) =>
      t.name.startsWith("average/encoder/"),
    );
    expect(own).toEqual(averages.map((t) => [t.name, t.shape]));
    expect(own.length).toBeGreaterThan(6);
  });
});
