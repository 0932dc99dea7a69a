import { afterAll, describe, expect, it } from "vitest";
import { rules } from "../../src/autodiff/rules/index.ts";
import { equivalentMutants } from "./equivalent.ts";
import { judge } from "./judge.ts";

const tally: string[] = [];

describe("a wrong gradient rule is caught by the gradient contract", () => {
  it.each(rules.names)("%s", (op) => {
    const { caught, survived } = judge(op);
    const equivalent = Object.keys(equivalentMutants[op] ?? {});
    const wrong = caught.length + survived.length - equivalent.length;
    tally.push(`${op} ${caught.length}/${wrong}`);
    expect(survived).toEqual(equivalent);
    expect(caught.length).toBeGreaterThan(0);
  });

  afterAll(() => {
    process.stdout.write(`\n${tally.join("\n")}\n`);
  });
});
