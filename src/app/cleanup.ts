/** What has to be let go of, newest first. */
export interface Cleanup {
  add(end: () => Promise<void> | void): void;
  /** Runs every end once; one that fails does not keep the others from running. */
  run(): Promise<void>;
}

export function createCleanup(): Cleanup {
  const ends: (() => Promise<void> | void)[] = [];
  return {
    add: (end) => {
      ends.push(end);
    },
    run: async () => {
      const errors: unknown[] = [];
      for (const end of ends.splice(0).toReversed()) {
        try {
          await end();
        } catch (error) {
          errors.push(error);
        }
      }
      if (errors.length > 0) throw errors[0];
    },
  };
}
