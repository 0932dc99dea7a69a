import { setTimeout as sleep } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import { describe, expect, it } from "vitest";
import { boundExternalMemory } from "../../../src/core/external-memory.ts";

/** V8 books what a sweep freed when it makes the next buffer. */
function held(): number {
  new ArrayBuffer(1);
  return getHeapStatistics().external_memory;
}

/** 30 MB that nobody holds, less than makes V8 look by itself. */
function drop30Mb(): void {
  for (let i = 0; i < 30; i++) new Uint8Array(1e6).fill(i);
}

describe("boundExternalMemory", () => {
  it("collects what V8 leaves lying, until it is stopped", async () => {
    const before = held();
    const stop = boundExternalMemory();
    drop30Mb();
    await sleep(2500);
    expect(held() - before).toBeLessThan(10e6);
    stop();
    const stopped = held();
    drop30Mb();
    await sleep(2500);
    expect(held() - stopped).toBeGreaterThan(15e6);
  });
});
