/** A moment that a command waits for. */
export interface Until {
  /** Resolves at Ctrl-C, when the time is up, or at `finish()`; never rejects. */
  readonly done: Promise<void>;
  readonly finish: () => void;
}

/** Waits for whatever comes first; lets go of its timer and listener then. */
export function until(options: {
  readonly signal: AbortSignal;
  /** Absent: no limit. */
  readonly seconds?: number | undefined;
}): Until {
  const { signal, seconds } = options;
  let finish = (): void => undefined;
  const done = new Promise<void>((resolve) => {
    const timer =
      seconds === undefined
        ? undefined
        : setTimeout(() => {
            finish();
          }, seconds * 1000);
    finish = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", finish);
      resolve();
    };
    signal.addEventListener("abort", finish, { once: true });
    if (signal.aborted) finish();
  });
  return {
    done,
    finish: () => {
      finish();
    },
  };
}
