import { describe, expect, it } from "vitest";
import { z } from "zod";
import { numberOption, readOptions, repeated, sizeOption } from "../../../src/cli/options.ts";

describe("an option that is a number", () => {
  it("takes numbers within its bounds", () => {
    const parse = numberOption({ min: 0, max: 10 });
    expect(["0", "10", "2.5", "1e0"].map(parse)).toEqual([0, 10, 2.5, 1]);
  });

  it.each([
    ["", {}, "expected a number."],
    ["ten", {}, "expected a number."],
    ["Infinity", {}, "expected a number."],
    ["-1", { min: 0, unit: "seconds" }, "expected a number of seconds, at least 0."],
    [
      "1.5",
      { min: 1, max: 3, isWhole: true },
      "expected a whole number, at least 1 and at most 3.",
    ],
  ])("refuses %j", (text, bounds, words) => {
    expect(() => numberOption(bounds)(text)).toThrow(words);
  });
});

describe("other options", () => {
  it("may be given several times", () => {
    expect(repeated("b", repeated("a", undefined))).toEqual(["a", "b"]);
  });

  it("may be a size", () => {
    expect(sizeOption("192x64")).toEqual([192, 64]);
    for (const bad of ["192", "x64", "192x", "1.5x2", "192x64x3"]) {
      expect(() => sizeOption(bad)).toThrow("expected two whole numbers such as 192x64");
    }
  });

  it("get their types checked, by name", () => {
    const schema = z.object({ to: z.array(z.string()) });
    expect(readOptions(schema, { to: ["a"], json: true })).toEqual({ to: ["a"] });
    expect(() => readOptions(schema, { to: 1 })).toThrow("--to: expected a list, received 1");
  });
});
