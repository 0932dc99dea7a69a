/** How much of its time a training loop works; the rest of it it rests. */
export interface TrainingPace {
  /** Part of the time, 0..1, from now on, also for a rest in progress; 0 = rest until it is more. */
  setDuty(duty: number): void;
  /**
   * Resolves when, after `busyMs` of work, enough was rested; at once at full duty. What a rest was too
   * long or too short by counts for the next one, so that timers of a millisecond do not add up.
   */
  rest(busyMs: number): Promise<void>;
  /** Ends the rest in progress and every later one. */
  stop(): void;
}

/** A single rest is never longer: one very long step must not cost minutes. */
const longestRestMs = 10_000;
/** Work that a rest which was too long is good for: enough for timers, too little for a long pause. */
const mostCreditMs = 100;

/** A pace at full duty. @param nowMs monotonic milliseconds */
export function createTrainingPace(nowMs: () => number): TrainingPace {
  let duty = 1;
  let isStopped = false;
  /** Work that was not rested for yet; negative after a rest that was too long. */
  let workMs = 0;
  let wake: () => void = () => undefined;

  const sleep = (ms: number | undefined): Promise<void> =>
    new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  return {
    setDuty: (next) => {
      duty = Math.min(1, Math.max(0, next));
      wake();
    },
    rest: async (busyMs) => {
      workMs = Math.max(-mostCreditMs, workMs) + busyMs;
      const startMs = nowMs();
      while (!isStopped) {
        const restedMs = nowMs() - startMs;
        if (duty === 0) {
          await sleep(undefined);
          continue;
        }
        const restPerWork = 1 / duty - 1;
        if (restPerWork === 0) {
          workMs = 0;
          return;
        }
        const dueMs = Math.min(longestRestMs, workMs * restPerWork);
        if (restedMs >= dueMs) {
          workMs = dueMs < longestRestMs ? workMs - restedMs / restPerWork : 0;
          return;
        }
        await sleep(dueMs - restedMs);
      }
    },
    stop: () => {
      isStopped = true;
      wake();
    },
  };
}
