import { describe, expect, it } from "vitest";
import { z } from "zod";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { defineEncoder } from "../../../../src/nn/encoders/encoder.ts";

describe("defineEncoder", () => {
  it("hands checked options with their defaults to the encoder", () => {
    const seen: unknown[] = [];
    const encoder = defineEncoder({
      name: "spy",
      options: z.strictObject({ width: z.int().default(3), depth: z.int() }),
      build: (x, options) => {
        seen.push(options);
        return x;
      },
    });
    const x = input("x", "float32", [1, 2, 2, 3]);
    expect(encoder.build(x, { depth: 2 }, createParameters())).toBe(x);
    expect(() => encoder.build(x, { depth: 2.5 }, createParameters())).toThrow();
    expect(seen).toEqual([{ width: 3, depth: 2 }]);
  });
});
