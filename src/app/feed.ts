/** What this process itself plays to its sensors: a recording, the built-in world, or nothing. */
export interface Feed {
  /** Begins to play. Whoever should hear the first frame listens by now. */
  start(): void;
  /**
   * Resolves when there is nothing more to come, with the sentence why if something went wrong;
   * never for real sensors. Never rejects.
   */
  readonly ended: Promise<string | undefined>;
  /** Safe to call twice, and before `start`. */
  close(): Promise<void>;
}
