import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { openRecordingFeed } from "./recording-feed.ts";
import { openSimulatorFeed } from "./simulator-feed.ts";

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

/**
 * Opens what a config or `--source` asks this process to play; nothing is sent before `start`.
 * @throws AppError RECORDING_…, TRANSPORT_…, SIMULATOR_FAILED, CONFIG_INVALID
 */
export async function openFeed(options: {
  readonly config: Config;
  readonly source?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Feed> {
  const { config, source, clock, log } = options;
  if (source !== undefined) return openRecordingFeed({ config, source, clock, log });
  if (config.simulator) return openSimulatorFeed({ config, simulator: config.simulator, log });
  return {
    start: () => undefined,
    ended: new Promise(() => undefined),
    close: () => Promise.resolve(),
  };
}
