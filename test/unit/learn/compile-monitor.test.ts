import { describe, expect, it } from "vitest";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileMonitor } from "../../../src/learn/compile-monitor.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

describe("compileMonitor", () => {
  const step = compileStep(tinySpec());
  const monitor = compileMonitor(tinySpec(), step.buffers);

  it("publishes features, vectors, losses, metrics and pictures", () => {
    const shapes = Object.entries(monitor.graph.outputs).map(([name, v]) => [name, v.shape]);
    expect(Object.fromEntries(shapes)).toEqual({
      features: [8, 2 * 2 * 16],
      "info-nce": [],
      "info-nce/embedding": [8, 16],
      "info-nce/previousEmbedding": [8, 16],
      "next-frame": [],
      "next-frame/error": [],
      "next-frame/copyLast": [],
      "next-frame/following": [8, 8, 8, 3],
      "next-frame/last": [8, 8, 8, 3],
      "next-frame/predicted": [8, 8, 8, 3],
    });
    expect(monitor.outputs).toEqual(Object.keys(monitor.graph.outputs));
  });

  it("reads the averages of the step's parameters, which are published, and no moments", () => {
    const read = step.buffers.filter(({ name }) => monitor.reads.includes(name));
    expect(read.map(({ name }) => name)).toEqual(monitor.reads);
    const tensors = read.flatMap(({ members }) => members.map(({ name }) => name));
    expect(tensors.toSorted()).toEqual(step.parameters.map((p) => `average/${p.name}`).toSorted());
  });

  it("is a valid graph of ai.onnx operators", () => {
    verifyGraph(monitor.graph);
    expect(monitor.graph.nodes.filter((node) => node.domain !== "")).toEqual([]);
  });
});
