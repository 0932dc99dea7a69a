import { describe, expect, it } from "vitest";
import { createLateShare } from "../../../src/app/late-share.ts";
import { fakeClock } from "../../support/fake-clock.ts";

describe("the share of late frames", () => {
  it("is that of the last two seconds, and of frames that waiting cost", () => {
    const clock = fakeClock();
    const share = createLateShare(clock);
    const look = (received: number, dropped: Record<string, number>): number | undefined => {
      clock.advance(500);
      return share.look({ received, dropped });
    };
    expect(look(0, {})).toBeUndefined();
    expect(look(4, { superseded: 4 })).toBeUndefined();
    expect(look(10, { superseded: 4, "png-invalid": 6 })).toBe(0.4);
    expect(look(20, { superseded: 4, "too-old": 1, "png-invalid": 6 })).toBe(0.25);
    look(25, { superseded: 4, "too-old": 1 });
    // What lies more than two seconds back counts no more.
    look(30, { superseded: 4, "too-old": 1 });
    look(35, { superseded: 4, "too-old": 1 });
    look(40, { superseded: 4, "too-old": 1 });
    expect(look(45, { superseded: 4, "too-old": 1 })).toBe(0);
  });
});
