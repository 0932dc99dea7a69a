import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileEncoder } from "../../../src/learn/compile-encoder.ts";
import { compileSupervised } from "../../../src/learn/compile-supervised.ts";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";
import { evaluate } from "../../support/evaluate.ts";
import { normalTensor, parameterFeeds, tensorOf } from "../../support/feeds.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const spec = tinySpec({
  height: 8,
  width: 8,
  batch: 3,
  encoder: { name: "merge", widths: [4, 4], expansion: 0, channels: 4 },
});

describe("compileSupervised", () => {
  it("trains the spec's own encoder with one linear head", () => {
    const { step, predict, state } = compileSupervised(spec);
    verifyGraph(step);
    verifyGraph(predict);
    const averages = state.filter((t) => t.name.startsWith("average/"));
    expect(averages.map((t) => [t.name, t.shape])).toEqual([
      ...compileEncoder(spec, 1).parameters.map((p) => [p.name, p.shape]),
      ["average/head/weight", [4, 1]],
      ["average/head/bias", [1]],
    ]);
    expect(predict.outputs["predicted"]!.shape).toEqual([3]);
  });

  it("leaves what the spec freezes as it starts, and trains the head in any case", () => {
    const freeze = ["encoder/**", "info-nce/**"];
    const { step, state, constants } = compileSupervised({ ...spec, step: { freeze } });
    verifyGraph(step);
    const names = compileEncoder(spec, 1).parameters.map((p) => p.name);
    expect(constants.map((t) => t.name).filter((name) => names.includes(name))).toEqual(names);
    const trained = state.map((t) => t.name).filter((name) => !name.startsWith("adam/"));
    expect(trained.filter((name) => /^(average\/)?head\//.test(name))).toEqual(trained);
    const { next } = state.find(({ name }) => name === "head/weight")!;
    expect(Object.keys(step.outputs)).toContain(next);
    expect(
      step.nodes.filter((n) => n.direction === "backward" && n.label.startsWith("encoder")),
    ).toEqual([]);
  });

  it("has the mean squared error as its loss, which its step lowers", () => {
    const { step, predict, state, schedule } = compileSupervised(spec);
    const feeds = parameterFeeds(state, { seed: 73 });
    const labels = [0.5, -1, 2];
    feeds.set("frame", normalTensor([3, 8, 8, 3], randomFor(73, "frame")));
    feeds.set("label", tensorOf([3], labels));
    const scheduled = scheduleAt(schedule, { step: 1 });
    for (const name of scheduledNames) feeds.set(name, tensorOf([], scheduled[name]));
    const [predicted] = evaluate([predict.outputs["predicted"]!], feeds);
    const squares = labels.map((label, i) => (predicted!.data[i]! - label) ** 2);
    const lossNow = () => evaluate([step.outputs["loss"]!], feeds)[0]!.data[0]!;
    const before = lossNow();
    expect(before).toBeCloseTo(squares.reduce((a, b) => a + b) / 3, 12);
    const next = evaluate(
      state.map((t) => step.outputs[t.next]!),
      feeds,
    );
    state.forEach((t, i) => feeds.set(t.name, next[i]!));
    expect(lossNow()).toBeLessThan(before);
  });
});
