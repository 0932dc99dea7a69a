import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchMemory } from "../../../src/app/memory-watch.ts";

describe("the memory watch", () => {
  const rss = vi.spyOn(process.memoryUsage, "rss");
  beforeEach(() => {
    vi.useFakeTimers();
    rss.mockReturnValue(100e6);
  });
  afterEach(() => {
    vi.useRealTimers();
    rss.mockReset();
  });

  it("tells the present and the highest resident memory, also one between two readings", () => {
    const watch = watchMemory();
    expect(watch.read()).toEqual({ rssMb: 100, peakRssMb: 100 });
    rss.mockReturnValue(300e6);
    vi.advanceTimersByTime(250);
    rss.mockReturnValue(200e6);
    expect(watch.read()).toEqual({ rssMb: 200, peakRssMb: 300 });
    watch.close();
  });

  it("looks no more once it is closed", () => {
    watchMemory().close();
    rss.mockClear();
    vi.advanceTimersByTime(5000);
    expect(rss).not.toHaveBeenCalled();
  });
});
