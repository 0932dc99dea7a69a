import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { Feed } from "./feed.ts";
import { openRecordingFeed } from "./recording-feed.ts";
import { openSimulatorFeed } from "./simulator-feed.ts";

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
