import type { Config } from "../config/config.ts";
import type { SensorConfig } from "../config/sensor-config.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Modality } from "../frames/frame.ts";
import { expandTopic } from "../publish/topics.ts";
import { scenes } from "../simulate/index.ts";
import type { LidarSpec } from "../simulate/world-options.ts";
import type { Feed } from "./feed.ts";
import { openFrameSender } from "./playback/frame-sender.ts";
import { openSimulatorThread } from "./playback/simulator-thread.ts";

/** While its broker is away the world goes on; a driver does not send old pictures afterwards. */
const frameExpiryS = 1;

/**
 * The built-in world, playing to each sensor's own address as a robot's drivers would.
 * @throws AppError TRANSPORT_…, SIMULATOR_FAILED; REGISTRY_UNKNOWN for a scene that there is none of;
 *   CONFIG_INVALID when the world lacks such a sensor
 */
export async function openSimulatorFeed(options: {
  readonly config: Config;
  readonly simulator: NonNullable<Config["simulator"]>;
  readonly log: Logger;
}): Promise<Feed> {
  const { config, simulator, log } = options;
  const { fleet, device, sensors } = config;
  const camera = onlySensor(config, "camera");
  const lidar = onlySensor(config, "lidar");
  const [rateHz, ...others] = new Set(Object.values(sensors).map((s) => s.rateHz));
  if (others.length > 0) fail("CONFIG_INVALID", "simulator", "its sensors must share one rateHz");
  const topics = Object.entries(sensors).map(([sensor, { topic }]) => {
    if (/[+#]/.test(topic)) {
      const problem = `nothing can be sent to '${topic}'; with the simulator it must have no + and no #`;
      fail("CONFIG_INVALID", `sensors.${sensor}.topic`, problem);
    }
    return [sensor, expandTopic(topic, { fleet, device, sensor })] as const;
  });
  const sender = await openFrameSender(
    Object.entries(sensors).map(([sensor, { from }]) => ({ sensor, url: from })),
    { fleet, device, sensors: Object.keys(sensors), topics: Object.fromEntries(topics), log },
  );
  try {
    const thread = await openSimulatorThread(
      {
        world: {
          scene: scenes.get(simulator.scene).name,
          seed: simulator.seed,
          events: simulator.events,
          rateHz: rateHz!,
          ...(camera === undefined && { camera: false }),
          lidar: lidar === undefined ? false : lidarSpec(sensors[lidar]!),
        },
        sensors: { ...(camera !== undefined && { camera }), ...(lidar !== undefined && { lidar }) },
        speed: simulator.speed,
      },
      (frame) => sender.send(frame, { isPatient: false, expiryS: frameExpiryS }),
    );
    return {
      start: () => {
        thread.start();
      },
      ended: thread.ended,
      close: async () => {
        await thread.close();
        await sender.close();
      },
    };
  } catch (error) {
    await sender.close();
    throw error;
  }
}

/** The config's sensor of this kind; undefined when it has none. */
function onlySensor({ sensors }: Config, modality: Modality): string | undefined {
  const names = Object.keys(sensors).filter((name) => sensors[name]!.modality === modality);
  if (names.length > 1) {
    const problem = `the built-in world has one ${modality}, not ${names.join(", ")}`;
    fail("CONFIG_INVALID", "simulator", problem);
  }
  return names[0];
}

/** A lidar that looks where the sensor's range image does. */
function lidarSpec(sensor: SensorConfig): Partial<LidarSpec> {
  if (sensor.modality !== "lidar") return {};
  const { fovUpDeg, fovDownDeg, maxRangeM, rows, columns } = sensor.rangeImage;
  return { fovUpDeg, fovDownDeg, maxRangeM, rings: rows, columns };
}
