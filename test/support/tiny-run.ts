import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { stringify } from "yaml";
import { freePort } from "./free-port.ts";
import { temporaryFolder } from "./temporary-folder.ts";

/** A `learn` section small enough to train in seconds, whose encoders always pass the health gate. */
export const tinyLearn = {
  encoder: { name: "merge", widths: [8, 16, 16], expansion: 0, mixing: 0, channels: 8 },
  objectives: [
    { name: "info-nce", weight: 1, hidden: 16, dimension: 8 },
    { name: "next-frame", weight: 2, width: 8, reduction: 2 },
  ],
  batch: 4,
  gapMs: { min: 50, max: 300 },
  horizonMs: { min: 50, max: 200 },
  memory: { budgetMb: 4, minimumGapMs: 100 },
  health: {
    everySteps: 10,
    heldOutFraction: 0.5,
    minRankFraction: 0,
    minStd: 0,
    minSlowFastRatio: 0,
    minSkill: -1e6,
  },
  threads: 1,
} as const;

export const tinyCamera = { modality: "camera", image: { width: 32, height: 32 } } as const;
export const tinyLidar = {
  modality: "lidar",
  rangeImage: { rows: 32, columns: 32, fovUpDeg: 10, fovDownDeg: -20, minRangeM: 0.5 },
} as const;

/** A folder with a configuration, and the addresses it names. */
export interface TinyRun {
  readonly folder: string;
  readonly config: string;
  readonly checkpoints: string;
  /** An MQTT broker's address, and two of ZeroMQ: lidar in, features out. */
  readonly broker: string;
  readonly lidar: string;
  readonly features: string;
}

/** Makes a configuration with a camera over MQTT and a lidar over ZeroMQ, features out over both. */
export async function tinyRun(
  options: {
    /** A broker that runs already, instead of a free address. */
    readonly broker?: string;
    /** Adds a broker inside the process and the built-in world: a robot of its own. */
    readonly hasWorld?: boolean;
    /** Sections to add or to replace; undefined leaves one out. */
    readonly change?: Readonly<Record<string, unknown>>;
    readonly everySeconds?: number;
  } = {},
): Promise<TinyRun> {
  const folder = await temporaryFolder();
  const [brokerPort, lidarPort, featuresPort] = [
    await freePort(),
    await freePort(),
    await freePort(),
  ];
  const broker = options.broker ?? `mqtt://127.0.0.1:${brokerPort}`;
  const lidar = `tcp://127.0.0.1:${lidarPort}`;
  const features = `tcp://127.0.0.1:${featuresPort}`;
  const checkpoints = join(folder, "checkpoints");
  const content = {
    fleet: "f",
    device: "d",
    sensors: {
      camera: { ...tinyCamera, from: broker },
      lidar: { ...tinyLidar, from: lidar },
    },
    learn: {
      ...tinyLearn,
      checkpoint: { directory: checkpoints, everySeconds: options.everySeconds ?? 1, keep: 3 },
    },
    // A short trial: tests wait for promotions.
    infer: { shadow: { frames: 3 } },
    publish: [{ to: broker }, { to: features }],
    ...(options.hasWorld && {
      embeddedBroker: { host: "127.0.0.1", port: brokerPort },
      simulator: { scene: "corridor", seed: 3 },
    }),
    ...options.change,
  };
  const config = join(folder, "tiny.yaml");
  // Through JSON, which leaves out what is undefined.
  await writeFile(config, stringify(JSON.parse(JSON.stringify(content))));
  return { folder, config, checkpoints, broker, lidar, features };
}
