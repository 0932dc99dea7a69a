import { randomFor } from "../../src/core/random.ts";
import type { Sample } from "../../src/frames/sample.ts";
import type { AugmentOptions } from "../../src/learn/batch/augment.ts";
import type { LearnerMemoryOptions } from "../../src/learn/learner-memory.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";
import { cameraSample } from "./samples.ts";

/** A learner small enough to train in seconds, and to check in float64 with a smaller image. */
export function tinySpec(change: Partial<LearnerSpec> = {}): LearnerSpec {
  return {
    sensor: "camera",
    modality: "camera",
    height: 32,
    width: 32,
    encoder: { name: "merge", widths: [16, 24, 32], expansion: 1, mixing: 0, channels: 16 },
    objectives: [
      { name: "info-nce", weight: 1, temperature: 0.1, hidden: 32, dimension: 16 },
      { name: "next-frame", weight: 2, width: 16, reduction: 4 },
    ],
    optimizer: { name: "adamw", learningRate: 4e-3, warmupSteps: 5 },
    batch: 8,
    ...change,
  };
}

/** How the tiny learner draws its batches. */
export const tinyDraw = {
  timing: { minGapMs: 100, maxGapMs: 300, minHorizonMs: 100, maxHorizonMs: 200 },
  minimumGapMs: 1000,
  freshFraction: 0.125,
  freshWindowS: 6,
} as const;

/** How the tiny learner remembers. */
export const tinyMemory: LearnerMemoryOptions = {
  bytes: 4_000_000,
  eviction: "random",
  recentShare: 0,
  stationaryBelow: 0.004,
};

/** Frames as they are. */
export const noAugment: AugmentOptions = { brightness: 0, contrast: 0, shiftPx: 0, erase: 0 };
/** A little of everything. */
export const tinyAugment: AugmentOptions = {
  brightness: 0.1,
  contrast: 0.1,
  shiftPx: 1,
  erase: 0.1,
};

/** Columns of the wall that the camera drives past. */
const wallWidth = 2400;
const wallHeight = 32;
const columnsPerFrame = 3;

/** Houses of a colour each, covered with blobs: [row][column][colour], 0–255, one for each seed. */
function paintWall(seed: number): Uint8Array {
  const random = randomFor(seed, "wall");
  const size = wallHeight * wallWidth * 3;
  const noise = Float64Array.from({ length: size }, () => random.normal());
  const houseWidth = 40;
  const houses = Float64Array.from({ length: (wallWidth / houseWidth) * 3 }, () => random.normal());
  const wall = new Uint8Array(size);
  const reach = 6;
  for (let row = 0; row < wallHeight; row++) {
    for (let column = 0; column < wallWidth; column++) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let step = -reach; step <= reach; step++) {
          const along = (column + step + wallWidth) % wallWidth;
          const across = Math.min(wallHeight - 1, Math.max(0, row + step));
          sum += noise[3 * (row * wallWidth + along) + c]!;
          sum += noise[3 * (across * wallWidth + column) + c]!;
        }
        const blob = sum / Math.sqrt(4 * reach + 2);
        const house = houses[3 * Math.floor(column / houseWidth) + c]!;
        const value = Math.round(128 + 40 * blob + 40 * house);
        wall[3 * (row * wallWidth + column) + c] = Math.min(255, Math.max(0, value));
      }
    }
  }
  return wall;
}

/**
 * What a camera sees that drives along a wall at 10 Hz, three columns a frame: every second shows
 * another place, and what comes next can be told from what moved.
 */
export function wallDrive(options: { readonly frames: number; readonly seed: number }): Sample[] {
  const { frames, seed } = options;
  const wall = paintWall(seed);
  return Array.from({ length: frames }, (_, i) =>
    cameraSample({
      ms: 100 * i,
      height: 32,
      width: 32,
      pixel: (row, column, c) => {
        const along = (i * columnsPerFrame + column) % wallWidth;
        return wall[3 * (row * wallWidth + along) + c]!;
      },
    }),
  );
}
