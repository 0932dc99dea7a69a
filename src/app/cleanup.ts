type End = () => Promise<void> | void;

/** What has to be let go of, newest first. */
export interface Cleanup {
  /** One that comes after `run` is run at once: what opened too late must not stay open. */
  add(end: End): void;
  /** Runs every end once; one that fails does not keep the others from running. Safe to call twice. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const ends: End[] = [];
  let running: Promise<void> | undefined;
  const runAll = async (): Promise<void> => {
    const errors: unknown[] = [];
    for (let end = ends.pop(); end; end = ends.pop()) {
      try {
        await end();
      } catch (error) {
        errors.push(error);
      }
    }
    if (errors.length > 0) throw errors[0];
  };
  return {
    add: (end) => {
      ends.push(end);
      // Whoever ran the cleanup has gone on; nobody is left to hear of a failure.
      running?.then(runAll, runAll).catch(() => undefined);
    },
    run: () => (running ??= runAll()),
  };
}
