import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import { input } from "../../../../src/graph/leaves.ts";
import { createParameters } from "../../../../src/graph/parameters.ts";
import { groupNorm } from "../../../../src/nn/layers/group-norm.ts";
import { expectAllClose } from "../../../support/all-close.ts";
import { evaluate } from "../../../support/evaluate.ts";
import { normalTensor, parameterFeeds } from "../../../support/feeds.ts";

const [batch, channels, height, width] = [2, 6, 2, 3];
const shape = [batch, channels, height, width];

describe("groupNorm", () => {
  it.each([1, 2, 3, 6])("normalises each of %d groups of each image by itself", (groups) => {
    const scope = createParameters();
    const epsilon = 1e-3;
    const y = groupNorm(scope, input("x", "float32", shape), { groups, epsilon });
    const feeds = parameterFeeds(scope.all(), { seed: 2, spread: 0.5 });
    const x = normalTensor(shape, randomFor(2, "x"));
    feeds.set("x", x);

    const plane = height * width;
    const size = (channels / groups) * plane;
    const expected = x.data.map((value, i) => {
      const channel = Math.floor(i / plane) % channels;
      const start = i - (i % size);
      const group = x.data.subarray(start, start + size);
      const mean = group.reduce((a, b) => a + b) / size;
      const variance = group.reduce((sum, v) => sum + (v - mean) ** 2, 0) / size;
      const normalized = (value - mean) / Math.sqrt(variance + epsilon);
      return normalized * feeds.get("scale")!.data[channel]! + feeds.get("shift")!.data[channel]!;
    });
    expectAllClose(evaluate([y], feeds)[0]!.data, expected);
  });

  it("refuses groups that do not divide the channels", () => {
    const x = input("x", "float32", shape);
    expect(() => groupNorm(createParameters(), x, { groups: 4 })).toThrow(
      /divisor of 6 channels for groups, received 4.*OPTION_INVALID/,
    );
  });

  it("decays neither scale nor shift", () => {
    const scope = createParameters();
    groupNorm(scope, input("x", "float32", shape), { groups: 2 });
    expect(scope.all().map((p) => [p.name, p.isDecayed])).toEqual([
      ["scale", false],
      ["shift", false],
    ]);
  });
});
