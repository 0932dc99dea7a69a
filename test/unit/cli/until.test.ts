import { describe, expect, it, vi } from "vitest";
import { until } from "../../../src/cli/until.ts";

async function isDone(promise: Promise<void>): Promise<boolean> {
  return Promise.race([
    promise.then(() => true),
    Promise.resolve().then(() => Promise.resolve(false)),
  ]);
}

describe("until", () => {
  it("ends when the time is up", async () => {
    vi.useFakeTimers();
    const { done } = until({ signal: new AbortController().signal, seconds: 2 });
    vi.advanceTimersByTime(1999);
    expect(await isDone(done)).toBe(false);
    vi.advanceTimersByTime(1);
    expect(await isDone(done)).toBe(true);
    vi.useRealTimers();
  });

  it("ends at Ctrl-C, even one that came before", async () => {
    const controller = new AbortController();
    const before = until({ signal: controller.signal });
    expect(await isDone(before.done)).toBe(false);
    controller.abort();
    expect(await isDone(before.done)).toBe(true);
    expect(await isDone(until({ signal: controller.signal }).done)).toBe(true);
  });

  it("ends when it is told to", async () => {
    const { done, finish } = until({ signal: new AbortController().signal, seconds: 100 });
    finish();
    finish();
    expect(await isDone(done)).toBe(true);
  });
});
