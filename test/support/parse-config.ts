import type { Config } from "../../src/config/config.ts";
import { parseConfig } from "../../src/config/load.ts";

/** A configuration with one camera and one lidar, changed by `path=value` texts. */
export function twoSensorConfig(...set: readonly string[]): Config {
  const text = `
fleet: f
device: d
sensors:
  front: { modality: camera, from: "inproc://camera", image: { width: 32, height: 32 } }
  roof:
    modality: lidar
    from: inproc://lidar
    rangeImage: { rows: 32, columns: 32, fovUpDeg: 10, fovDownDeg: -20 }
`;
  return parseConfig(text, { name: "test", set });
}
