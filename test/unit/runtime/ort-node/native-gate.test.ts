import { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { gateBytes, nativeGateOver } from "../../../../src/runtime/ort-node/native-gate.ts";

describe("the native gate", () => {
  it("lets in until it is shut", () => {
    const gate = nativeGateOver(new SharedArrayBuffer(gateBytes));
    expect(gate.enter()).toBe(true);
    gate.shut();
    expect(gate.enter()).toBe(false);
    gate.leave();
    expect(gate.waitUntilIdle(0)).toBe(true);
  });

  it("gives up waiting after the limit", () => {
    const gate = nativeGateOver(new SharedArrayBuffer(gateBytes));
    gate.enter();
    gate.enter();
    gate.leave();
    const startMs = performance.now();
    expect(gate.waitUntilIdle(30)).toBe(false);
    expect(performance.now() - startMs).toBeGreaterThanOrEqual(29);
  });

  it("wakes the waiting thread when another one leaves", async () => {
    const memory = new SharedArrayBuffer(gateBytes);
    const gate = nativeGateOver(memory);
    const code = `
      const { workerData, parentPort } = require("node:worker_threads");
      const words = new Int32Array(workerData);
      parentPort.postMessage("inside");
      setTimeout(() => { Atomics.sub(words, 0, 1); Atomics.notify(words, 0); }, 50);`;
    gate.enter();
    const worker = new Worker(code, { eval: true, workerData: memory, execArgv: [] });
    await new Promise((resolve) => worker.once("message", resolve));
    expect(gate.waitUntilIdle(10_000)).toBe(true);
    await worker.terminate();
  });
});
