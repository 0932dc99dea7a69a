import { describe, expect, it } from "vitest";
import { adoptState } from "../../../src/learn/adopt-state.ts";
import { compileStep } from "../../../src/learn/compile-step.ts";
import { initialState } from "../../../src/learn/initial-state.ts";
import type { NamedTensors } from "../../../src/runtime/engine.ts";
import { tinySpec } from "../../support/tiny-learner.ts";

const whole = compileStep(tinySpec());
const part = compileStep(tinySpec({ step: { freeze: ["encoder/stage1/**"] } }));
const trained = initialState([...whole.state, ...whole.constants], 1);
const name = "encoder/stage1/mix/weight";

describe("adoptState", () => {
  it("hands on a state that fits, tensor by tensor", () => {
    const adopted = adoptState(whole, trained, 2)!;
    expect(Object.keys(adopted)).toEqual(Object.keys(trained));
    for (const key of Object.keys(adopted)) expect(adopted[key]).toBe(trained[key]);
  });

  it("freezes weights as they are, and lets the optimizer begin anew where its sizes changed", () => {
    // As after some training: the average lags behind.
    const lagging: NamedTensors = { ...trained, [`average/${name}`]: { ...trained[name]! } };
    const adopted = adoptState(part, lagging, 2)!;
    expect(Object.keys(adopted).toSorted()).toEqual(
      [...part.state, ...part.constants].map((t) => t.name).toSorted(),
    );
    expect([adopted[name], adopted[`average/${name}`]]).toEqual([trained[name], trained[name]]);
    expect(adopted[`average/${name}`]).toBe(lagging[name]);
    const neck = "average/encoder/neck/weight";
    expect(adopted[neck]).toBe(trained[neck]);
    const { shape } = part.state.find((t) => t.name === "adam/m/decayed")!;
    expect(adopted["adam/m/decayed"]!.shape).toEqual(shape);
    expect(shape).not.toEqual(trained["adam/m/decayed"]!.shape);
  });

  it("thaws again", () => {
    const adopted = adoptState(whole, adoptState(part, trained, 2)!, 2)!;
    for (const t of whole.parameters) expect(adopted[t.name]).toBe(trained[t.name]);
    expect(adopted["adam/v/decayed"]!.shape).toEqual(trained["adam/v/decayed"]!.shape);
  });

  it("refuses the state of another model, also of a larger one", () => {
    const small = compileStep(tinySpec({ objectives: tinySpec().objectives.slice(1) }));
    expect(adoptState(small, trained, 1)).toBeUndefined();
    const smallState = initialState(small.state, 1);
    expect(adoptState(whole, smallState, 1)).toBeUndefined();
  });
});
