import { describe, expect, it } from "vitest";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { encoderTensors, packEncoder } from "../../../src/learn/pack-encoder.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const spec = tinySpec();
const stateOf = (seed: number) => initialState(compileStep(spec).state, seed);
const pack = (seed: number) => packEncoder(spec, { state: stateOf(seed), step: 40, batch: 1 });

describe("packEncoder", () => {
  it("tells what the model takes and gives, and how far it was trained", () => {
    expect(pack(1)).toMatchObject({
      step: 40,
      input: { name: "frame", dtype: "float32", shape: [1, 32, 32, 3] },
      output: { name: "map", dtype: "float32", shape: [1, 2, 2, 16] },
    });
  });

  it("has a version that hangs on the averaged weights of the encoder alone", () => {
    expect(pack(1).version).toBe(pack(1).version);
    expect(pack(1).version).not.toBe(pack(2).version);
    const state = { ...stateOf(1) };
    state["info-nce/projector/hidden/bias"]!.data.fill(9 as never);
    state["encoder/neck/bias"]!.data.fill(9 as never);
    expect(packEncoder(spec, { state, step: 1, batch: 4 }).version).toBe(pack(1).version);
  });

  it("gives the same bytes for the same weights", () => {
    expect(pack(1).model).toEqual(pack(1).model);
    expect(pack(1).model).not.toEqual(pack(2).model);
  });

  it("lists the encoder's tensors, a part of the step's state", () => {
    const names = encoderTensors(spec);
    const all = new Set(Object.keys(stateOf(1)));
    expect(names.every((name) => name.startsWith("average/encoder/") && all.has(name))).toBe(true);
    expect(names.length).toBeGreaterThan(6);
  });
});
