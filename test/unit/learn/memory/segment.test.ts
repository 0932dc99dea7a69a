import { expect, it } from "vitest";
import { spanNs } from "../../../../src/learn/memory/segment.ts";
import { segmentOf } from "../../../support/samples.ts";

it("spanNs is the time from a stretch's first frame to its last", () => {
  expect(spanNs(segmentOf(100, 250, 400))).toBe(300_000_000n);
  expect(spanNs(segmentOf(100))).toBe(0n);
  expect(spanNs(segmentOf())).toBe(0n);
});
