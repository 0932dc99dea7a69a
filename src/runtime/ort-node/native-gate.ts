const runningAt = 0;
const shutAt = 1;

/**
 * Counts the threads that are inside ONNX Runtime, and can keep others from going in.
 *
 * A worker that is stopped inside the runtime's addon aborts the whole process: the addon throws
 * into an isolate that is going away. So nobody stops a worker before the gate is shut and idle. The
 * memory is shared, because whoever asks may not turn its event loop any more (an exit handler).
 */
export interface NativeGate {
  /** Marks native code as running on this thread; false when the gate is shut. */
  enter(): boolean;
  /** Native code has returned. Once for each `enter` that was true. */
  leave(): void;
  /** Lets nobody in any more, for good. */
  shut(): void;
  /** Blocks this thread until nobody is inside; false when `limitMs` went by first. */
  waitUntilIdle(limitMs: number): boolean;
}

/** Two 32-bit words: threads inside, and whether it is shut. */
export const gateBytes = 8;

/** A gate over memory that every thread concerned shares. */
export function nativeGateOver(memory: SharedArrayBuffer): NativeGate {
  const words = new Int32Array(memory);
  const leave = (): void => {
    Atomics.sub(words, runningAt, 1);
    Atomics.notify(words, runningAt);
  };
  return {
    leave,
    enter: () => {
      // Counted before looking: the other side shuts before looking, so one of the two sees the other.
      Atomics.add(words, runningAt, 1);
      if (Atomics.load(words, shutAt) === 0) return true;
      leave();
      return false;
    },
    shut: () => {
      Atomics.store(words, shutAt, 1);
    },
    waitUntilIdle: (limitMs) => {
      const deadlineMs = performance.now() + limitMs;
      for (;;) {
        const running = Atomics.load(words, runningAt);
        if (running === 0) return true;
        const leftMs = deadlineMs - performance.now();
        if (leftMs <= 0) return false;
        Atomics.wait(words, runningAt, running, leftMs);
      }
    },
  };
}
