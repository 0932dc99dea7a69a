import type { CameraSamplerSpec, LidarSamplerSpec } from "../../src/decode/sampler-spec.ts";

const limits = { maxPixels: 1_000_000, maxPoints: 200_000 };

export const cameraSpec: CameraSamplerSpec = {
  sensor: "front",
  modality: "camera",
  encoding: "jpeg",
  limits,
  image: { width: 16, height: 8 },
};

export const lidarSpec: LidarSamplerSpec = {
  sensor: "roof",
  modality: "lidar",
  encoding: "kitti",
  limits,
  rangeImage: {
    rows: 2,
    columns: 8,
    fovUpRad: 0.1,
    fovDownRad: -0.4,
    minRangeM: 1,
    maxRangeM: 80,
  },
};
