import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import { streamFor } from "../recording/stream-for.ts";
import type { Recording } from "../recording/recording.ts";
import type { Feed } from "./feed.ts";
import { openSource } from "./open-source.ts";
import { openFrameSender } from "./playback/frame-sender.ts";
import { loopedFrames } from "./playback/looped-frames.ts";
import { play } from "./playback/play.ts";

/** The in-process address that a recording is played on, on the usual topics. */
export const sourceUrl = "inproc://source";

/**
 * A recording, played once at its own pace to every sensor of the config.
 * @throws AppError RECORDING_…; CONFIG_INVALID when two sensors would get one stream
 */
export async function openRecordingFeed(options: {
  readonly config: Config;
  readonly source: string;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Feed> {
  const { config, source, clock, log } = options;
  const { fleet, device } = config;
  const recording = await openSource(source, { withLabels: false });
  const stop = new AbortController();
  try {
    const sensors = sensorsByStream(recording, config);
    const names = [...sensors.values()];
    const sender = await openFrameSender([{ url: sourceUrl }], {
      fleet,
      device,
      sensors: names,
      log,
    });
    const messages = loopedFrames(recording, {
      sensors,
      loops: 1,
      onDamage: (sentence) => {
        log.warn(sentence);
      },
    });
    let start = (): void => undefined;
    const started = new Promise<void>((resolve) => {
      start = resolve;
    });
    const playing = started.then(() =>
      play({
        messages,
        send: (frame) => sender.send(frame, { isPatient: false }),
        rate: 1,
        clock,
        signal: stop.signal,
      }),
    );
    const ended = playing
      .then(
        () => undefined,
        (error: unknown) =>
          `${source} cannot be played on: ${error instanceof Error ? error.message : String(error)}`,
      )
      .finally(async () => {
        await sender.close();
        await recording.close();
      });
    return {
      start: () => {
        start();
      },
      ended,
      close: async () => {
        stop.abort();
        start();
        await ended;
      },
    };
  } catch (error) {
    await recording.close();
    throw error;
  }
}

function sensorsByStream(recording: Recording, config: Config): ReadonlyMap<string, string> {
  const sensors = new Map<string, string>();
  for (const [sensor, { modality }] of Object.entries(config.sensors)) {
    const { name } = streamFor(recording, { sensor, modality });
    const other = sensors.get(name);
    if (other !== undefined) {
      const problem = `both ${other} and ${sensor} would be fed from the recording's one stream '${name}'`;
      fail("CONFIG_INVALID", "sensors", problem);
    }
    sensors.set(name, sensor);
  }
  return sensors;
}
