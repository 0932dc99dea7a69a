import { describe, expect, it } from "vitest";
import { costReport } from "../../../src/graph/cost-report.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileProgram, programNames } from "../../../src/learn/compile-program.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

describe("compileProgram", () => {
  it.each(programNames)("gives every operator of the %s a layer", (name) => {
    const { graph } = compileProgram(tinySpec(), name);
    verifyGraph(graph);
    const unplaced = graph.nodes.filter((n) => n.label === "" && n.direction !== "update");
    expect(unplaced.map(({ op }) => op)).toEqual([]);
  });

  it("gives only the step other directions than forward", () => {
    const directions = programNames.map((name) => [
      ...new Set(compileProgram(tinySpec(), name).graph.nodes.map((node) => node.direction)),
    ]);
    expect(directions.map((found) => found.toSorted())).toEqual([
      ["backward", "forward", "update"],
      ["forward"],
      ["forward"],
    ]);
  });

  it("knows what each state tensor of the step is for, and which layer's it is", () => {
    const { state } = compileProgram(tinySpec(), "step");
    expect(state).toHaveLength(compileStep(tinySpec()).state.length);
    const ofLayer = state.filter(({ label }) => label === "encoder/stage1/mix");
    expect(ofLayer.map(({ role }) => role).toSorted()).toEqual([
      ...["average", "average"],
      ...["weights", "weights"],
    ]);
    const slots = state.filter(({ role }) => role === "optimizer");
    expect(slots.map(({ label }) => label)).toEqual(slots.map(() => "update/adamw"));
  });

  it("labels layers alike in all programs, so that their costs compare", () => {
    const labels = programNames.map((name) => {
      const { graph, state } = compileProgram(tinySpec(), name);
      const { layers } = costReport(graph, { state, depth: 3 });
      return layers.filter(({ layer }) => layer.startsWith("encoder/"));
    });
    const [step, monitor, encoder] = labels.map((rows) => rows.map(({ layer }) => layer));
    expect(monitor).toEqual(step);
    expect(encoder).toEqual(step);
    const parameters = labels.map((rows) => rows.map((row) => row.parameters));
    expect(parameters[1]).toEqual(parameters[0]);
    expect(parameters[2]).toEqual(parameters[0]);
  });
});
