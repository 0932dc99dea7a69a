import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { watchEventLoopDelay } from "../../../src/app/event-loop-delay.ts";

describe("the event-loop delay", () => {
  it("is 0 before anything was measured", () => {
    const watch = watchEventLoopDelay();
    expect(watch.percentiles()).toEqual({ p50: 0, p99: 0 });
    watch.close();
  });

  it("shows a thread that was held up, and not the waiting of the measurement itself", async () => {
    const watch = watchEventLoopDelay();
    await sleep(20);
    const untilMs = performance.now() + 120;
    while (performance.now() < untilMs);
    await sleep(20);
    const { p50, p99 } = watch.percentiles();
    watch.close();
    expect(p99).toBeGreaterThan(80);
    expect(p50).toBeLessThan(p99);
  });
});
