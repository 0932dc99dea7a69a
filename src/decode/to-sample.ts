import type { CameraFrame, LidarScan } from "../frames/frame.ts";
import type { Sample, SampleLayout } from "../frames/sample.ts";
import { projectToRangeImage } from "../native/project-to-range-image.ts";
import {
  createRangeImage,
  type ProjectionCounts,
  type RangeImage,
  type RangeImageSpec,
} from "../native/range-image.ts";
import { resizeImage } from "../native/resize-image.ts";

/** The size that camera samples have, in pixels. */
export interface ImageSize {
  readonly width: number;
  readonly height: number;
}

/** The layout of a camera's samples. */
export function cameraLayout({ width, height }: ImageSize): SampleLayout {
  return { height, width, channels: 3 };
}

/** The layout of a lidar's samples: range and intensity. */
export function lidarLayout({ rows, columns }: RangeImageSpec): SampleLayout {
  return { height: rows, width: columns, channels: 2 };
}

/**
 * A camera frame as a sample of the given size; resized when it has another. The sample takes over
 * the frame's pixels when it has this size already: do not write to them again.
 */
export function cameraToSample(frame: CameraFrame, size: ImageSize): Sample {
  const isSized = frame.width === size.width && frame.height === size.height;
  const pixels = isSized ? frame.rgb : resize(frame, size);
  return { ...stampOf(frame), layout: cameraLayout(size), pixels };
}

function resize({ rgb, width, height }: CameraFrame, size: ImageSize): Uint8Array {
  const source = { data: rgb, step: 3 * width, pixelBytes: 3, places: [0, 1, 2] as const };
  return resizeImage(source, { left: 0, top: 0, width, height }, size);
}

/**
 * A lidar scan as a sample: its range image, quantised as `Sample` says, intensity cut to [0, 1].
 *
 * @param scratch reused from scan to scan when given; overwritten
 */
export function lidarToSample(
  scan: LidarScan,
  spec: RangeImageSpec,
  scratch: RangeImage = createRangeImage(spec),
): { readonly sample: Sample; readonly counts: ProjectionCounts } {
  const counts = projectToRangeImage(scan.points, spec, scratch);
  const { range, intensity } = scratch;
  const pixels = new Uint16Array(range.length * 2);
  const perLog = 65_534 / Math.log1p(spec.maxRangeM);
  for (let i = 0; i < range.length; i++) {
    if (range[i] === 0) continue;
    pixels[2 * i] = 1 + Math.round(Math.log1p(range[i]!) * perLog);
    // NaN is stored as 0 by the typed array; a stronger return than the scale has stays the strongest.
    pixels[2 * i + 1] = Math.round(Math.min(Math.max(intensity[i]!, 0), 1) * 65_535);
  }
  return { sample: { ...stampOf(scan), layout: lidarLayout(spec), pixels }, counts };
}

function stampOf({ sensor, stampNs, arrivalMs, sequence }: CameraFrame | LidarScan) {
  return { sensor, stampNs, arrivalMs, sequence };
}
