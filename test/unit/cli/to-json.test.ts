import { describe, expect, it } from "vitest";
import { toJson } from "../../../src/cli/to-json.ts";

describe("toJson", () => {
  it("leaves out what was not measured", () => {
    expect(toJson({ a: NaN, b: { c: Infinity, d: undefined, e: 0 } })).toBe('{"b":{"e":0}}');
  });

  it("keeps big integers exact", () => {
    expect(toJson({ small: 12n, large: 2n ** 60n })).toBe(
      '{"small":12,"large":"1152921504606846976"}',
    );
  });

  it("is one line", () => {
    expect(toJson({ a: "x\ny" })).not.toContain("\n");
  });
});
