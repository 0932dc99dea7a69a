/**
 * Looks for leaks of the native engine: steps, sessions opened and closed, worker threads ended in the
 * middle of a step. The resident memory after each part must be within 2 % of what it was at a third.
 *
 *     npm run build && node --expose-gc test/native/leaks.mjs [--steps n] [--sessions n] [--workers n]
 *
 * `npm run native:leaks` runs it with one malloc arena: with one for every two threads, which sessions
 * take in turn, their fragmentation is another 2.5 % over a thousand sessions (110 to 112 MB).
 *
 * Prints one JSON object as its last line; exit code 1 when a part grew by more.
 */
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { boundExternalMemory } from "../../dist/core/external-memory.js";
import { engines } from "../../dist/runtime/index.js";
import { batch, initialState, step } from "./small-step.mjs";

const { values } = parseArgs({
  options: {
    steps: { type: "string", default: "10000" },
    sessions: { type: "string", default: "1000" },
    workers: { type: "string", default: "50" },
    limit: { type: "string", default: "0.02" },
  },
});

// As every thread of the program that holds buffers does: V8 would let tens of megabytes of dead ones wait.
boundExternalMemory();

async function residentBytes() {
  // What was dead is swept behind the collector's back.
  for (let i = 0; i < 3; i++) {
    globalThis.gc?.();
    await sleep(50);
  }
  return Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync("/proc/self/status", "utf8"))[1]) * 1024;
}

const engine = await engines.get("ort-native").create({ provider: "cpu" });
const open = () =>
  engine.openTraining({ step, initialState: initialState(), threads: 2, niceness: 5 });

/** Readings that count as one: the least of them, because what is just being swept only ever adds. */
const readings = 5;

/** Does `one` `count` times: what is kept once is there after a third. */
async function measure(count, one) {
  const settled = Math.ceil(count / 3);
  let before = Infinity;
  let after = Infinity;
  for (let i = 0; i < count; i++) {
    await one(i);
    if (i >= settled && i < settled + readings) before = Math.min(before, await residentBytes());
    if (i >= count - readings) after = Math.min(after, await residentBytes());
  }
  return {
    count,
    beforeMb: before / 2 ** 20,
    afterMb: after / 2 ** 20,
    growth: after / before - 1,
  };
}

const parts = {
  steps: async (count) => {
    const session = await open();
    let state;
    let next = batch(0);
    const found = await measure(count, async (i) => {
      // The same buffers again and again, as the learner has them.
      next = (await session.step(next, ["loss"])).recycled;
      if (i % 50 === 0) state = await session.getState(undefined, state);
    });
    await session.close();
    return found;
  },
  sessions: (count) =>
    measure(count, async (i) => {
      const session = await open();
      await session.step(batch(i), ["loss"]);
      await session.close();
    }),
  workers: (count) =>
    measure(count, async () => {
      const worker = new Worker(new URL("./stepping-worker.mjs", import.meta.url));
      await new Promise((resolve, reject) => {
        worker.once("message", resolve);
        worker.once("error", reject);
      });
      await worker.terminate();
    }),
};

const found = {};
for (const [name, part] of Object.entries(parts)) found[name] = await part(Number(values[name]));
await engine.close();
process.stdout.write(`${JSON.stringify(found)}\n`);
const limit = Number(values.limit);
process.exitCode = Object.values(found).some(({ growth }) => growth > limit) ? 1 : 0;
