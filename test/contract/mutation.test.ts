import { describe, expect, it } from "vitest";
import { rules } from "../../src/autodiff/rules/index.ts";
import { judge } from "../mutation/judge.ts";

// One mistake a rule; `npm run mutate` makes all of them.
describe("the gradient contract notices a flipped sign", () => {
  it.each(rules.names)("in %s's rule", (op) => {
    const { caught, survived } = judge(op, (name) => name.endsWith("sign flipped"));
    expect(survived).toEqual([]);
    expect(caught).not.toEqual([]);
  });
});
