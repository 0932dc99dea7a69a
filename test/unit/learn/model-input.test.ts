import { expect, it } from "vitest";
import { normalizeUnit } from "../../../src/learn/model-input.ts";

it("normalizeUnit puts ½ at 0 and a quarter at 1", () => {
  expect([0, 0.25, 0.5, 0.75, 1].map(normalizeUnit)).toEqual([-2, -1, 0, 1, 2]);
});
