import { fail } from "../../core/errors.ts";
import { createSampler } from "../../decode/sample-pipeline.ts";
import type { SamplerSpec } from "../../decode/sampler-spec.ts";
import type { Sample } from "../../frames/sample.ts";
import { encodePicture, encodePoints } from "../../simulate/encode-picture.ts";
import type { Truth } from "../../simulate/truth.ts";
import { createWorld, type Tick } from "../../simulate/world.ts";

/** A drive through a city as the encoder sees it, with what is true at each frame. */
export interface CityDrive {
  readonly samples: readonly Sample[];
  readonly truth: readonly Truth[];
}

/** Ticks a second; frames of a pair are one tick apart. */
const rateHz = 10;

/**
 * Renders a drive: the frames go through the codecs of the demo, so that they look as frames do that
 * came over a wire.
 *
 * @param options.pairEveryTicks of so many ticks only the first two are taken; absent = all are
 * @throws AppError INTERRUPTED by `signal`
 */
export async function driveThroughCity(options: {
  readonly sampler: SamplerSpec;
  readonly seed: number;
  readonly day?: number;
  readonly dwellFactor?: number;
  readonly seconds: number;
  readonly pairEveryTicks?: number;
  readonly signal: AbortSignal;
}): Promise<CityDrive> {
  const {
    sampler: spec,
    seed,
    day = 0,
    dwellFactor = 1,
    seconds,
    pairEveryTicks,
    signal,
  } = options;
  const isCamera = spec.modality === "camera";
  const sampler = createSampler(spec);
  const world = createWorld({
    ...{ seed, day, dwellFactor, rateHz },
    camera: isCamera && { width: spec.image.width, height: spec.image.height },
    lidar: isCamera ? false : {},
  });
  const samples: Sample[] = [];
  const truth: Truth[] = [];
  const ticks = Math.round(seconds * rateHz);
  for (let tick = 0; tick < ticks; tick++) {
    if (signal.aborted) fail("INTERRUPTED", "the bench");
    if (pairEveryTicks !== undefined && tick % pairEveryTicks > 1) {
      world.skip(1);
      continue;
    }
    const seen = world.step();
    const header = { sensor: spec.sensor, stampNs: seen.stampNs, sequence: tick, arrivalMs: 0 };
    const sampled = await sampler.sample(await payloadOf(seen), header);
    // A scan that meets nothing within reach says nothing.
    if (!sampled.ok) continue;
    samples.push(sampled.sample);
    truth.push(seen.truth);
  }
  return { samples, truth };
}

async function payloadOf({ camera, lidar }: Tick): Promise<Uint8Array> {
  return camera ? encodePicture(camera) : encodePoints(lidar!);
}
