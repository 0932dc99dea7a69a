import { getEnvironmentData, setEnvironmentData } from "node:worker_threads";
import { gateBytes, nativeGateOver } from "./ort-node/native-gate.ts";

/** How long a leaving process waits for a step in progress. A longer one ends in an abort by Node. */
const exitLimitMs = 10_000;
const dataKey = "saccade/native-gate";

/**
 * The memory of this process's native gate. Threads inherit it from the thread that starts them; the
 * first to ask makes it, and waits at its exit until the runtime is idle.
 *
 * So `process.exit` in the middle of a step leaves with its own exit code. A program whose engine
 * lives in a thread of its own calls this on the main thread before it starts that thread: stopping
 * the thread's own workers is otherwise nobody's to notice.
 */
export function guardExit(): SharedArrayBuffer {
  const inherited = getEnvironmentData(dataKey);
  if (inherited instanceof SharedArrayBuffer) return inherited;
  const memory = new SharedArrayBuffer(gateBytes);
  setEnvironmentData(dataKey, memory);
  process.on("exit", () => {
    shutRuntime();
  });
  return memory;
}

/**
 * Lets no thread of this process call the runtime any more, and blocks until the step in progress
 * has returned: before leaving, or before a thread that has an engine is terminated.
 *
 * @returns false when a step took longer than `limitMs`
 */
export function shutRuntime(limitMs = exitLimitMs): boolean {
  const gate = nativeGateOver(guardExit());
  gate.shut();
  return gate.waitUntilIdle(limitMs);
}
