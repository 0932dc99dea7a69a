import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { toOnnx } from "../../../src/graph/serialise.ts";
import { verifyGraph } from "../../../src/graph/verify.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { scheduleAt, scheduledNames } from "../../../src/optim/schedule.ts";
import { evaluate } from "../../support/evaluate.ts";
import {
  normalTensor,
  packFeeds,
  parameterFeeds,
  tensorOf,
  type Feeds,
} from "../../support/feeds.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const seed = 71;
const inputNames = (names: readonly { readonly node: unknown }[]) =>
  names.map(({ node }) => (node as { readonly name: string }).name);

describe("compileStep", () => {
  it("reads state, clips and schedule, and nothing else", () => {
    const { graph, buffers } = compileStep(tinySpec());
    expect(inputNames(graph.inputs).toSorted()).toEqual(
      [
        ...["previous", "current", "next", "horizonS"],
        ...buffers.map((buffer) => buffer.name),
        ...scheduledNames,
      ].toSorted(),
    );
    const clips = graph.inputs.filter(({ shape }) => shape.length === 4);
    expect(clips.map(({ shape }) => shape)).toEqual([0, 1, 2].map(() => [8, 32, 32, 3]));
  });

  it("writes every buffer of the state under the name it says, in the same shape", () => {
    const { graph, state, buffers, parameters } = compileStep(tinySpec());
    for (const { next, shape } of buffers) expect(graph.outputs[next!]!.shape).toEqual(shape);
    const members = buffers.flatMap((buffer) => buffer.members.map(({ name }) => name));
    expect(members.toSorted()).toEqual(state.map((t) => t.name).toSorted());
    const names = state.map((t) => t.name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(parameters.map((p) => p.name)));
  });

  it("tells the losses of each objective, its metrics, and whether the step counted", () => {
    const { graph, outputs } = compileStep(tinySpec());
    expect(outputs.toSorted()).toEqual([
      "gradientNorm",
      "info-nce",
      "isFinite",
      "loss",
      "next-frame",
      "next-frame/copyLast",
      "next-frame/error",
    ]);
    for (const name of outputs) expect(graph.outputs[name]!.shape).toEqual([]);
  });

  it("names parameters by encoder and objective, so that checkpoints can be read", () => {
    const roots = compileStep(tinySpec()).parameters.map((p) => p.name.split("/")[0]);
    expect([...new Set(roots)]).toEqual(["encoder", "info-nce", "next-frame"]);
  });

  it.each(["camera", "lidar"] as const)(
    "is a valid graph of ai.onnx operators for a %s, the same bytes each time",
    (modality) => {
      const [one, other] = [0, 1].map(() => compileStep(tinySpec({ modality })).graph);
      verifyGraph(one!);
      expect(one!.nodes.filter((node) => node.domain !== "")).toEqual([]);
      expect(toOnnx(one!)).toEqual(toOnnx(other!));
    },
  );

  it("adds the objectives up by their weights", () => {
    const small = tinySpec({
      height: 8,
      width: 8,
      batch: 2,
      encoder: { name: "merge", widths: [4, 4], expansion: 0, channels: 4 },
      objectives: [
        { name: "info-nce", weight: 0.5, hidden: 8, dimension: 8 },
        { name: "next-frame", weight: 3, width: 8, reduction: 4 },
      ],
    });
    const { graph, state, buffers, schedule, outputs } = compileStep(small);
    const feeds: Feeds = packFeeds(buffers, parameterFeeds(state, { seed }));
    for (const name of ["previous", "current", "next"]) {
      feeds.set(name, normalTensor([2, 8, 8, 3], randomFor(seed, name)));
    }
    feeds.set("horizonS", tensorOf([2], 0.2));
    const scheduled = scheduleAt(schedule, { step: 1 });
    for (const name of scheduledNames) feeds.set(name, tensorOf([], scheduled[name]));
    const values = evaluate(
      outputs.map((name) => graph.outputs[name]!),
      feeds,
    ).map(({ data }) => data[0]!);
    const found = Object.fromEntries(outputs.map((name, i) => [name, values[i]!]));
    expect(found["loss"]).toBeCloseTo(0.5 * found["info-nce"]! + 3 * found["next-frame"]!, 12);
    expect(found["isFinite"]).toBe(1);

    // One step down the gradient makes the loss on the same clips smaller.
    const next = evaluate(
      buffers.map((buffer) => graph.outputs[buffer.next!]!),
      feeds,
    );
    buffers.forEach((buffer, i) => feeds.set(buffer.name, next[i]!));
    expect(evaluate([graph.outputs["loss"]!], feeds)[0]!.data[0]).toBeLessThan(found["loss"]!);
  });

  describe("with frozen parameters", () => {
    const frozen = tinySpec({ step: { freeze: ["encoder/stage1/**"] } });
    const isFrozen = (name: string): boolean => /^(average\/)?encoder\/stage1\//.test(name);

    it("keeps them and their averages as constants, without gradient or optimizer state", () => {
      const [whole, part] = [compileStep(tinySpec()), compileStep(frozen)];
      expect(part.parameters.map((p) => p.name)).toEqual(whole.parameters.map((p) => p.name));
      const names = part.constants.map((t) => t.name);
      expect(names.toSorted()).toEqual(
        whole.state
          .map((t) => t.name)
          .filter(isFrozen)
          .toSorted(),
      );
      expect(part.state.filter((t) => isFrozen(t.name))).toEqual([]);
      for (const { name, startsAs = name } of part.constants) {
        expect(startsAs).toBe(name.replace(/^average\//, ""));
      }
      const sizeOf = (step: typeof whole): number =>
        step.state.find((t) => t.name === "adam/m/decayed")!.shape[0]!;
      expect(sizeOf(part)).toBeLessThan(sizeOf(whole));
    });

    it("saves nothing of a frozen stage that nothing trained lies before", () => {
      const { graph } = compileStep(frozen);
      verifyGraph(graph);
      const first = graph.inputs.find(
        ({ node }) => inputNames([{ node }])[0] === "encoder/stage1/mix/weight",
      );
      const readers = graph.nodes.filter(({ inputs }) => inputs.includes(first));
      expect(readers.map(({ op }) => op)).toEqual([expect.stringMatching(/^(MatMul|Gemm)$/)]);
    });

    it("refuses a pattern that names nothing", () => {
      expect(() => compileStep(tinySpec({ step: { freeze: ["encoder/stage9/**"] } }))).toThrow(
        /learn\.step\.freeze.*OPTION_INVALID/,
      );
    });
  });

  it.each([
    ["encoder", { encoder: { name: "none" } }],
    ["objective", { objectives: [{ name: "none", weight: 1 }] }],
    ["optimizer", { optimizer: { name: "none" } }],
  ])("refuses an %s that does not exist, and lists those that do", (kind, change) => {
    expect(() => compileStep(tinySpec(change))).toThrow(
      new RegExp(`unknown ${kind} 'none'; known: .*REGISTRY_UNKNOWN`),
    );
  });

  it("refuses an image that the encoder cannot divide", () => {
    expect(() => compileStep(tinySpec({ height: 36 }))).toThrow(/SHAPE_MISMATCH/);
  });
});
