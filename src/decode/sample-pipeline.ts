import type { LidarScan } from "../frames/frame.ts";
import type { Sample } from "../frames/sample.ts";
import { createRangeImage, type RangeImage } from "../native/range-image.ts";
import type { FrameHeader } from "./decoder.ts";
import { checkSamplerSpec, type LidarSamplerSpec, type SamplerSpec } from "./sampler-spec.ts";
import { cameraToSample, lidarToSample } from "./to-sample.ts";

export type { SamplerSpec } from "./sampler-spec.ts";

/**
 * What became of one payload. `notes` counts, by kebab-case word, what was left out of a sample that
 * is good all the same, such as `points-non-finite`.
 */
export type Sampled =
  | {
      readonly ok: true;
      readonly sample: Sample;
      readonly notes: Readonly<Record<string, number>>;
    }
  | { readonly ok: false; readonly reason: string; readonly detail: string };

/** Bytes → sample for one sensor. */
export interface Sampler {
  /** `payload` is borrowed until the promise settles. Bad data is a value; never rejects for it. */
  sample(payload: Uint8Array, header: FrameHeader): Promise<Sampled>;
}

/**
 * Decodes the payloads of one sensor and brings them into the form that memory, learner and
 * inference share. Reasons: the decoder's, and `scan-no-valid-points` for a scan with no return in
 * view.
 *
 * @throws AppError REGISTRY_UNKNOWN, OPTION_INVALID for a spec that makes no sense
 */
export function createSampler(spec: SamplerSpec): Sampler {
  const decoder = checkSamplerSpec(spec);
  const limits =
    spec.modality === "camera"
      ? { ...spec.limits, crop: spec.image.crop, resize: spec.image }
      : spec.limits;
  const scratch = spec.modality === "lidar" ? createRangeImage(spec.rangeImage) : undefined;
  return {
    async sample(payload, header) {
      const decoded = await decoder.decode(payload, header, limits);
      if (!decoded.ok) return decoded;
      const { frame } = decoded;
      if (spec.modality === "camera" && frame.kind === "camera") {
        return { ok: true, sample: cameraToSample(frame, spec.image), notes: {} };
      }
      if (spec.modality === "lidar" && frame.kind === "lidar" && scratch !== undefined) {
        return sampleScan(frame, spec, scratch);
      }
      return {
        ok: false,
        reason: "decode-wrong-modality",
        detail: `expected a ${spec.modality} frame, ${decoder.name} gave a ${frame.kind} frame`,
      };
    },
  };
}

/** Runs without a pause, so that calls which overlap can share one scratch image. */
function sampleScan(scan: LidarScan, spec: LidarSamplerSpec, scratch: RangeImage): Sampled {
  const { sample, counts } = lidarToSample(scan, spec.rangeImage, scratch);
  const notes = {
    "points-occluded": counts.occluded,
    "points-non-finite": counts.nonFinite,
    "points-too-near": counts.tooNear,
    "points-too-far": counts.tooFar,
    "points-outside-fov": counts.outsideFov,
  };
  if (counts.kept > 0) return { ok: true, sample, notes };
  const detail = Object.entries(notes)
    .map(([note, n]) => `${n} ${note}`)
    .join(", ");
  return { ok: false, reason: "scan-no-valid-points", detail };
}
