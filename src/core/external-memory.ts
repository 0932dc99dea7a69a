import { getHeapStatistics, setFlagsFromString } from "node:v8";
import { createContext, Script } from "node:vm";

/** How often a thread looks at what its buffers hold. */
const periodMs = 1000;
/** What the buffers may grow by before the thread collects. */
const limitBytes = 4e6;

/**
 * Collects the calling thread's garbage whenever the buffers that hang on it have grown by 4 MB
 * since the last collection, until the returned function is called or the thread ends.
 *
 * V8 sweeps by the size of its own heap, and lets 64 MB of memory outside it pile up a thread before
 * that counts. A thread that turns frames into buffers has a heap of a few megabytes that never fills:
 * the pixels of minutes stay, eight threads over. Collecting so small a heap takes some milliseconds.
 */
export function boundExternalMemory(): () => void {
  let kept = heldBytes();
  const timer = setInterval(() => {
    const held = heldBytes();
    // What was dead is swept behind the collector's back, and counted as held until then.
    kept = Math.min(kept, held);
    if (held - kept < limitBytes) return;
    collectGarbage();
    kept = Infinity;
  }, periodMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}

/** What the thread's array buffers hold, live and dead, in bytes. */
function heldBytes(): number {
  return getHeapStatistics().external_memory;
}

let collect: (() => void) | undefined;

/**
 * Collects the calling thread's garbage now: after work that made a lot of it and is not done again,
 * such as compiling a step and filling its start state. Takes some milliseconds.
 */
export function collectGarbage(): void {
  collect ??= collector();
  collect();
}

/** V8's own collector, which it shows to contexts made after the flag is set. */
function collector(): () => void {
  setFlagsFromString("--expose-gc");
  const context = createContext();
  const script = new Script("globalThis.gc?.()");
  return () => void script.runInContext(context);
}
