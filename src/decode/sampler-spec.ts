import { fail } from "../core/errors.ts";
import type { SampleLayout } from "../frames/sample.ts";
import { checkRangeImageSpec, type RangeImageSpec } from "../native/range-image.ts";
import type { CropFractions, Decoder } from "./decoder.ts";
import { decoders } from "./index.ts";
import { cameraLayout, lidarLayout } from "./to-sample.ts";

/** What every sampler is told, whatever the sensor. Plain data: it is sent to a thread. */
interface SamplerSpecOf<M extends string> {
  readonly sensor: string;
  readonly modality: M;
  /** The decoder's name. */
  readonly encoding: string;
  readonly limits: { readonly maxPixels: number; readonly maxPoints: number };
}

export interface CameraSamplerSpec extends SamplerSpecOf<"camera"> {
  readonly image: {
    readonly width: number;
    readonly height: number;
    readonly crop?: CropFractions | undefined;
  };
}

export interface LidarSamplerSpec extends SamplerSpecOf<"lidar"> {
  readonly rangeImage: RangeImageSpec;
}

/** How the payloads of one sensor become samples. */
export type SamplerSpec = CameraSamplerSpec | LidarSamplerSpec;

/** The layout of the samples that `spec` makes. */
export function sampleLayout(spec: SamplerSpec): SampleLayout {
  return spec.modality === "camera" ? cameraLayout(spec.image) : lidarLayout(spec.rangeImage);
}

/**
 * The decoder that `spec` names, once the rest of it makes sense.
 *
 * @throws AppError REGISTRY_UNKNOWN for the encoding; OPTION_INVALID naming any other field
 */
export function checkSamplerSpec(spec: SamplerSpec): Decoder {
  const decoder = decoders.get(spec.encoding);
  if (decoder.modality !== spec.modality) {
    const fitting = decoders.entries.filter((d) => d.modality === spec.modality);
    const expected = `an encoding of a ${spec.modality} (${fitting.map((d) => d.name).join(", ")})`;
    fail("OPTION_INVALID", `encoding of sensor '${spec.sensor}'`, expected, spec.encoding);
  }
  if (spec.modality === "lidar") checkRangeImageSpec(spec.rangeImage);
  else checkImage(spec.image);
  for (const name of ["maxPixels", "maxPoints"] as const) {
    checkWhole(`limits.${name}`, spec.limits[name], Number.MAX_SAFE_INTEGER);
  }
  return decoder;
}

function checkImage({ width, height, crop }: CameraSamplerSpec["image"]): void {
  checkWhole("image.width", width, 8192);
  checkWhole("image.height", height, 8192);
  if (crop === undefined) return;
  for (const edge of ["top", "bottom", "left", "right"] as const) {
    const isFraction = crop[edge] >= 0 && crop[edge] < 1;
    if (!isFraction)
      fail("OPTION_INVALID", `image.crop.${edge}`, "a fraction in [0, 1)", crop[edge]);
  }
  if (crop.top + crop.bottom >= 1) {
    fail("OPTION_INVALID", "image.crop", "top + bottom under 1", crop.top + crop.bottom);
  }
  if (crop.left + crop.right >= 1) {
    fail("OPTION_INVALID", "image.crop", "left + right under 1", crop.left + crop.right);
  }
}

function checkWhole(name: string, value: number, max: number): void {
  if (!(Number.isInteger(value) && value >= 1 && value <= max)) {
    fail("OPTION_INVALID", name, `a whole number, 1 to ${max}`, value);
  }
}
