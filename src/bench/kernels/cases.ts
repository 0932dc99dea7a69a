import { randomFor } from "../../core/random.ts";
import { extractPoints, type PointLayout } from "../../native/extract-points.ts";
import type { ImageChange } from "../../native/normalize-image.ts";
import { prepareImage } from "../../native/prepare-image.ts";
import { projectToRangeImage } from "../../native/project-to-range-image.ts";
import { createRangeImage } from "../../native/range-image.ts";
import { extractPointsTwin } from "../../native/twins/extract-points.ts";
import { prepareImageTwin } from "../../native/twins/prepare-image.ts";
import { projectToRangeImageTwin } from "../../native/twins/project-to-range-image.ts";

/** One piece of a frame's work, done by the addon and by its twin on the same input. */
interface KernelWork {
  /** What is read, for the plain copy of it. */
  readonly input: Uint8Array;
  /** What `native` and `twin` have written last. */
  readonly nativeOutput: Float32Array;
  readonly twinOutput: Float32Array;
  readonly native: () => void;
  readonly twin: () => void;
}

export interface KernelCase {
  readonly name: string;
  readonly open: () => KernelWork;
}

const rings = 64;
const turns = 1875;
const pointCount = rings * turns;
const degrees = Math.PI / 180;

/** [n, 4]: 120,000 points of a spinning lidar of 64 rings from 2° up to 24.8° down, among walls 3 to 60 m away. */
function scan(): Float32Array {
  const random = randomFor(1, "bench", "scan");
  const points = new Float32Array(pointCount * 4);
  for (let i = 0; i < pointCount; i++) {
    const yaw = (2 * Math.PI * (Math.floor(i / rings) + 0.2 * random.uniform())) / turns;
    const pitch = (2 - (26.8 * ((i % rings) + 0.1 * random.uniform())) / rings) * degrees;
    const distance = 3 + 57 * random.uniform();
    points[4 * i] = distance * Math.cos(pitch) * Math.cos(yaw);
    points[4 * i + 1] = distance * Math.cos(pitch) * Math.sin(yaw);
    points[4 * i + 2] = distance * Math.sin(pitch);
    points[4 * i + 3] = random.uniform();
  }
  return points;
}

const bytesOf = (values: Float32Array): Uint8Array => new Uint8Array(values.buffer);

/** A 120,000-point scan to 64 × 1024 pixels. */
const projection: KernelCase = {
  name: "projection",
  open: () => {
    const points = scan();
    const spec = {
      ...{ rows: 64, columns: 1024, fovUpRad: 3 * degrees, fovDownRad: -25 * degrees },
      ...{ minRangeM: 0.5, maxRangeM: 80 },
    };
    const [ours, twins] = [createRangeImage(spec), createRangeImage(spec)];
    return {
      input: bytesOf(points),
      nativeOutput: ours.range,
      twinOutput: twins.range,
      native: () => void projectToRangeImage(points, spec, ours),
      twin: () => void projectToRangeImageTwin(points, spec, twins),
    };
  },
};

/** The fields of as many points of 32 bytes, with ring and time among them, to [n, 4]. */
const extraction: KernelCase = {
  name: "extraction",
  open: () => {
    const layout: PointLayout = {
      ...{ width: pointCount, height: 1, pointStep: 32, rowStep: 32 * pointCount },
      isBigEndian: false,
      fields: [0, 4, 8, 16].map((offset) => ({ offset, type: "float32" })),
    };
    const points = scan();
    const packed = new Float32Array(pointCount * 8);
    for (let i = 0; i < pointCount; i++) {
      packed.set(points.subarray(4 * i, 4 * i + 3), 8 * i);
      packed[8 * i + 4] = points[4 * i + 3]!;
    }
    const data = bytesOf(packed);
    const [ours, twins] = [new Float32Array(points.length), new Float32Array(points.length)];
    return {
      input: data,
      nativeOutput: ours,
      twinOutput: twins,
      native: () => {
        extractPoints(data, layout, ours);
      },
      twin: () => {
        extractPointsTwin(data, layout, twins);
      },
    };
  },
};

/** A 1280 × 720 BGR image to 3 × 96 × 320: colours, size, normalisation, planes. */
const image: KernelCase = {
  name: "image",
  open: () => {
    const [from, to] = [
      { left: 0, top: 0, width: 1280, height: 720 },
      { width: 320, height: 96 },
    ];
    const random = randomFor(1, "bench", "image");
    const data = Uint8Array.from({ length: from.width * from.height * 3 }, () =>
      random.integer(256),
    );
    const source = { data, step: 3 * from.width, pixelBytes: 3, places: [2, 1, 0] as const };
    const change: ImageChange = {
      tables: Float32Array.from({ length: 768 }, (_, i) => ((i % 256) / 255 - 0.5) * 4),
      shift: { rows: 1, columns: -2 },
      order: "planar",
    };
    const pixels = to.width * to.height * 3;
    const [ours, twins] = [new Float32Array(pixels), new Float32Array(pixels)];
    return {
      input: data,
      nativeOutput: ours,
      twinOutput: twins,
      native: () => {
        prepareImage(source, from, to, change, ours, 0);
      },
      twin: () => {
        prepareImageTwin(source, from, to, change, twins, 0);
      },
    };
  },
};

/** What the suite measures, in the order in which it runs. */
export const kernelCases: readonly KernelCase[] = [projection, extraction, image];
