import { expect, it } from "vitest";
import { evictionPolicies } from "../../../src/learn/memory/eviction/index.ts";
import { createReplayMemory } from "../../../src/learn/memory/replay-memory.ts";
import { createTestThenTrain } from "../../../src/learn/test-then-train.ts";
import type { Segment } from "../../../src/learn/memory/segment.ts";
import { cameraSample, msOf, times } from "../../support/samples.ts";

const memory = () =>
  createReplayMemory({
    budgetBytes: 1e6,
    segmentS: 2,
    maxGapS: 1,
    stationaryBelow: 0,
    eviction: evictionPolicies.get("random"),
    recentShare: 0,
    maxUses: Infinity,
    seed: 1,
  });
const stamps = (segments: readonly Segment[]) => segments.flatMap((s) => s.samples.map(msOf));

it("keeps what came since the last mark from training, in the middle of a stretch too", () => {
  const held = memory();
  const order = createTestThenTrain(held);
  for (const ms of times(30, 100)) held.add(cameraSample({ ms }));
  expect(stamps(order.tested())).toHaveLength(30);
  expect(stamps(order.untested())).toHaveLength(30);

  order.mark();
  for (const ms of times(40, 100, 3000)) held.add(cameraSample({ ms }));
  expect(stamps(order.tested())).toEqual(times(30, 100));
  expect(stamps(order.untested())).toEqual(times(40, 100, 3000));

  order.mark();
  expect(stamps(order.tested())).toHaveLength(70);
  expect(order.untested()).toEqual([]);
});
