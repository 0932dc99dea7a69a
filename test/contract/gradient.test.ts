import { describe, expect, it } from "vitest";
import { nonDifferentiable } from "../../src/autodiff/non-differentiable.ts";
import { rules } from "../../src/autodiff/rules/index.ts";
import { ops } from "../../src/graph/ops/index.ts";
import { expectGradientsMatch } from "../support/gradient-check.ts";
import { operatorCases } from "./gradient-cases.ts";
import { titleOf } from "./operator-case.ts";

describe("operators and gradient rules", () => {
  it.each(ops.names)(
    "%s has a case, and a rule or a place in the non-differentiable list",
    (op) => {
      expect(operatorCases.some((entry) => entry.op === op)).toBe(true);
      expect(rules.has(op), "exactly one of the two").not.toBe(nonDifferentiable.has(op));
    },
  );

  it.each(rules.entries)("$name's rule is for the operator's own version and inputs", (rule) => {
    const op = ops.get(rule.name);
    expect(rule.since).toBe(op.since);
    expect(rule.inputNames).toEqual(op.inputNames);
  });

  it("lists no unknown operator as non-differentiable", () => {
    expect([...nonDifferentiable].filter((op) => !ops.has(op))).toEqual([]);
  });
});

describe("gradients meet central differences in float64", () => {
  // A stopped gradient is 0 by decree, not by its derivative.
  const cases = operatorCases.filter(({ op }) => op !== "StopGradient");
  it.each(cases.map((entry) => [titleOf(entry), entry] as const))("%s", (_, entry) => {
    expectGradientsMatch(entry.build, entry.shapes, { range: entry.range });
  });
});
