import { existsSync } from "node:fs";
import { configSchema, type Config } from "../../config/config.ts";

/** A drive that features are followed through, and the label that a consumer reads off them. */
export interface Drive {
  readonly name: string;
  readonly recording: string;
  readonly config: Config;
  readonly sensor: string;
  readonly label: string;
  /** Steps between two promotions. */
  readonly steps: number;
}

/** Where the small car's drive lies, beside the checkout or in it. */
const rccarFolders = ["../shared/data/dev/rccar_track1", "shared/data/dev/rccar_track1"];

/** The steering of a small car (configs/rccar.yaml). Undefined where the recording is not there. */
export function rccarDrive(recording?: string): Drive | undefined {
  const path = recording ?? rccarFolders.find((folder) => existsSync(folder));
  if (path === undefined) return undefined;
  const camera = {
    modality: "camera",
    from: "mqtt://127.0.0.1:1883",
    encoding: "jpeg",
    rateHz: 20,
    image: { width: 96, height: 64 },
  };
  const config = configSchema.parse({
    sensors: { camera },
    learn: { gapMs: { min: 100, max: 400 } },
  });
  return {
    name: "rccar",
    recording: path,
    config,
    sensor: "camera",
    label: "steering",
    steps: 120,
  };
}

/** The distance to what is ahead in the built-in city, from its lidar (configs/demo.yaml, half as wide). */
export function simulatorDrive(): Drive {
  const lidar = {
    modality: "lidar",
    from: "tcp://127.0.0.1:18831",
    encoding: "kitti",
    rateHz: 10,
    rangeImage: {
      ...{ rows: 32, columns: 128, fovUpDeg: 10, fovDownDeg: -20 },
      ...{ minRangeM: 0.5, maxRangeM: 60 },
    },
  };
  const config = configSchema.parse({
    sensors: { lidar },
    learn: {
      batch: 16,
      objectives: [{ name: "info-nce" }, { name: "next-frame", weight: 200, historyShare: 1 }],
    },
  });
  return {
    name: "simulator",
    recording: "sim:city?seed=1&seconds=240",
    config,
    sensor: "lidar",
    label: "obstacleFrontM",
    steps: 120,
  };
}
