import { expect, it } from "vitest";
import { createPromotionJudge } from "../../../../src/learn/health/promotion.ts";

const outcomes = (rollBackAfter: number, ...healthy: readonly boolean[]) => {
  const judge = createPromotionJudge(rollBackAfter);
  return healthy.map((isHealthy) => judge.judge(isHealthy));
};

it("promotes what is healthy, and goes back at the third failure in a row", () => {
  expect(outcomes(3, true, false, false, true, false, false, false, false)).toEqual([
    ...["promote", "reject", "reject", "promote"],
    ...["reject", "reject", "roll-back", "reject"],
  ]);
});

it("goes back again after three more", () => {
  const failures = Array.from({ length: 6 }, () => false);
  const back = outcomes(3, true, ...failures).flatMap((o, i) => (o === "roll-back" ? [i] : []));
  expect(back).toEqual([3, 6]);
});

it("has nothing to go back to before it was healthy once", () => {
  expect(outcomes(2, false, false, false, false)).not.toContain("roll-back");
});

it("never goes back at 0", () => {
  expect(outcomes(0, true, false, false, false, false)).not.toContain("roll-back");
});
