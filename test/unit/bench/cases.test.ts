import { describe, expect, it } from "vitest";
import { stepCases } from "../../../src/bench/train-step/cases.ts";
import { encoders } from "../../../src/nn/encoders/index.ts";
import { objectives } from "../../../src/objectives/index.ts";

describe("the cases of bench train-step", () => {
  it("have names of their own", () => {
    const names = stepCases.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names).toEqual(expect.arrayContaining(["convInfoNce", "mergeBoth"]));
  });

  it.each(stepCases)(
    "$name spells every option out, for a peer that knows no defaults",
    ({ spec }) => {
      const { name, ...options } = spec.encoder;
      expect(options).toEqual(encoders.get(name).options.parse({}));
      for (const { name: objective, weight, ...rest } of spec.objectives) {
        expect(rest).toEqual(objectives.get(objective).options.parse({}));
        expect(weight).toBeGreaterThan(0);
      }
      expect(spec.batch).toBe(32);
    },
  );
});
