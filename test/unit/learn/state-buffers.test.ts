import { describe, expect, it } from "vitest";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import { packState, unpackState, wholeBuffers } from "../../../src/learn/state-buffers.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

describe("the state in buffers", () => {
  const { state, buffers } = compileStep(tinySpec());
  const named = initialState(state, 7);

  it("comes back by name as it was, and its memory can be filled again", () => {
    const packed = packState(buffers, named);
    expect(Object.keys(packed)).toEqual(buffers.map(({ name }) => name));
    const back = unpackState(buffers, packed);
    expect(back).toEqual(named);
    const again = wholeBuffers(buffers, back);
    expect(again).toEqual(packed);
    for (const [name, { data }] of Object.entries(again)) {
      expect(data.buffer).toBe(packed[name]!.data.buffer);
    }
    expect(wholeBuffers(buffers, initialState(state, 7))["state/0"]).toBeUndefined();
  });

  it("is laid out without gaps, each tensor once", () => {
    for (const { shape, members } of buffers) {
      let end = 0;
      for (const member of members) {
        expect(member.offset).toBe(end);
        end += member.shape.reduce((a, b) => a * b, 1);
      }
      expect(end).toBe(shape.reduce((a, b) => a * b, 1));
    }
    const names = buffers.flatMap(({ members }) => members.map(({ name }) => name));
    expect(new Set(names).size).toBe(names.length);
  });

  it("hands out the members of those buffers that are there", () => {
    const [first] = buffers;
    const back = unpackState(buffers, { [first!.name]: packState(buffers, named)[first!.name]! });
    expect(Object.keys(back)).toEqual(first!.members.map(({ name }) => name));
  });

  it("refuses a state that lacks a tensor or has one of another size, by name", () => {
    const { "encoder/neck/weight": weight, ...rest } = named;
    expect(() => packState(buffers, rest)).toThrow(
      /state 'encoder\/neck\/weight' expected float32, 512 values, received nothing.*SHAPE_MISMATCH/,
    );
    const short = { ...weight!, data: new Float32Array(3) };
    expect(() => packState(buffers, { ...rest, "encoder/neck/weight": short })).toThrow(
      /float32, 3 values/,
    );
  });
});
