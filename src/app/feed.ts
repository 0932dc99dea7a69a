import type { Config } from "../config/config.ts";
import type { SensorConfig } from "../config/sensor-config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { LidarSpec } from "../simulate/world-options.ts";
import { streamFor } from "../recording/stream-for.ts";
import { openSource } from "./open-source.ts";
import { openFrameSender } from "./playback/frame-sender.ts";
import { play } from "./playback/play.ts";
import { loopedFrames } from "./playback/looped-frames.ts";
import { openSimulatorThread } from "./playback/simulator-thread.ts";

/** What this process itself plays to its sensors: a recording, the built-in world, or nothing. */
export interface Feed {
  /** Resolves when there is nothing more to come; never for real sensors. */
  readonly ended: Promise<void>;
  close(): Promise<void>;
}

/** The in-process address that a recording is played on. */
export const sourceUrl = "inproc://source";

/**
 * Starts what a config or `--source` asks this process to play.
 * @throws AppError RECORDING_…, SIMULATOR_FAILED, CONFIG_INVALID
 */
export async function openFeed(options: {
  readonly config: Config;
  readonly source?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Feed> {
  const { config, source, clock, log } = options;
  if (source !== undefined) return playSource(source, config, clock, log);
  if (config.simulator) return playSimulator(config, log);
  return { ended: new Promise(() => undefined), close: () => Promise.resolve() };
}

async function playSource(
  source: string,
  config: Config,
  clock: Clock,
  log: Logger,
): Promise<Feed> {
  const { fleet, device } = config;
  const recording = await openSource(source);
  const sensors = new Map(
    Object.entries(config.sensors).map(([sensor, { modality }]) => [
      streamFor(recording, { sensor, modality }).name,
      sensor,
    ]),
  );
  const sender = await openFrameSender([{ url: sourceUrl }], {
    fleet,
    device,
    sensors: [...sensors.values()],
    log,
  });
  const stop = new AbortController();
  const ended = play({
    messages: loopedFrames(recording, {
      sensors,
      loops: 1,
      onDamage: (sentence) => {
        log.warn(sentence);
      },
    }),
    send: (frame) => sender.send(frame, { isPatient: false }),
    rate: 1,
    clock,
    signal: stop.signal,
  }).then(async () => {
    await sender.close();
    await recording.close();
  });
  return {
    ended,
    close: async () => {
      stop.abort();
      await ended;
    },
  };
}

async function playSimulator(config: Config, log: Logger): Promise<Feed> {
  const { fleet, device, simulator, sensors } = config;
  const named = (modality: "camera" | "lidar"): Readonly<Record<string, string>> => {
    const names = Object.keys(sensors).filter((name) => sensors[name]!.modality === modality);
    if (names.length > 1) {
      const problem = `the built-in world has one ${modality}, not ${names.join(", ")}`;
      fail("CONFIG_INVALID", "simulator", problem);
    }
    return names[0] === undefined ? {} : { [modality]: names[0] };
  };
  const own = { ...named("camera"), ...named("lidar") };
  const [rateHz, ...others] = new Set(Object.values(sensors).map((s) => s.rateHz));
  if (others.length > 0) fail("CONFIG_INVALID", "simulator", "its sensors must share one rateHz");
  return openSimulatorThread(
    {
      world: {
        scene: simulator!.scene,
        seed: simulator!.seed,
        rateHz: rateHz!,
        ...(own["camera"] === undefined && { camera: false }),
        lidar: own["lidar"] === undefined ? false : lidarSpec(sensors[own["lidar"]]!),
      },
      sensors: own,
      targets: Object.entries(sensors).map(([sensor, { from }]) => ({ sensor, url: from })),
      fleet,
      device,
      speed: simulator!.speed,
    },
    log,
  );
}

/** A lidar that looks where the sensor's range image does. */
function lidarSpec(sensor: SensorConfig): Partial<LidarSpec> {
  if (sensor.modality !== "lidar") return {};
  const { fovUpDeg, fovDownDeg, maxRangeM, rows, columns } = sensor.rangeImage;
  return { fovUpDeg, fovDownDeg, maxRangeM, rings: rows, columns };
}
