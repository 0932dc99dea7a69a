import { describe, expect, it } from "vitest";
import { nearestWord, suggestion } from "../../../src/config/nearest-word.ts";

describe("nearestWord", () => {
  it.each([
    ["bach", ["batch", "seed"], "batch"],
    ["ratehz", ["rateHz", "from"], "rateHz"],
    ["budget", ["budgetMb", "freshFraction"], "budgetMb"],
    ["replya", ["replay", "evaluate"], "replay"],
    ["nonsense", ["replay", "evaluate", "run"], undefined],
    ["x", [], undefined],
  ])("for %j among %j is %j", (word, known, expected) => {
    expect(nearestWord(word, known)).toBe(expected);
  });

  it("prefers the closer of two", () => {
    expect(nearestWord("lode", ["load", "node", "lodes"])).toBe("node");
  });

  it("puts what is known into words", () => {
    expect(suggestion("bach", ["batch"])).toBe("; did you mean 'batch'?");
    expect(suggestion("zebra", ["a", "b"])).toBe("; known: a, b");
    expect(suggestion("zebra", [])).toBe("");
  });
});
