import { describe, expect, it } from "vitest";
import { frozenBy, requireFreezable } from "../../../src/learn/frozen-parameters.ts";

const names = ["encoder/stage1/mix/weight", "encoder/stage1/bias", "encoder/neck.x/bias", "head/w"];
const frozen = (...patterns: string[]) => names.filter(frozenBy(patterns));

describe("frozenBy", () => {
  it.each([
    [["encoder/**"], names.slice(0, 3)],
    [["encoder/*/bias"], names.slice(1, 3)],
    [["encoder/stage*/**"], names.slice(0, 2)],
    [["**/bias", "head/w"], names.slice(1)],
    [["encoder/stage1"], []],
    [["encoder/neck?x/bias"], []],
    [[], []],
  ])("%j names %j", (patterns, expected) => {
    expect(frozen(...patterns)).toEqual(expected);
  });
});

describe("requireFreezable", () => {
  it("refuses a pattern that names nothing, and says what there is", () => {
    expect(() => {
      requireFreezable(["encoder/**", "encoder/stag1/**"], names);
    }).toThrow(
      /encoder\/stage1\/….*learn\.step\.freeze, received encoder\/stag1\/\*\*.*OPTION_INVALID/,
    );
  });

  it("refuses to freeze everything", () => {
    expect(() => {
      requireFreezable(["**"], names);
    }).toThrow(/leave a parameter to train.*OPTION_INVALID/);
    requireFreezable(["encoder/**"], names);
  });
});
