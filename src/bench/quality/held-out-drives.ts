import type { Sample } from "../../frames/sample.ts";
import type { SamplerSpec } from "../../decode/sampler-spec.ts";
import type { Standpoint } from "../../evaluate/revisit-retrieval.ts";
import type { Truth } from "../../simulate/truth.ts";
import { driveThroughCity } from "./city-drive.ts";

/** Frames of cities that nothing was trained on, two by two, and what they are for. */
export interface HeldOutDrives {
  /** In time order; each drive has an hour of its own. */
  readonly samples: readonly Sample[];
  readonly stampsNs: BigInt64Array;
  readonly truth: readonly Truth[];
  readonly standpoints: readonly Standpoint[];
  /** Second frames of pairs: those that probes are fitted on, and those that they are scored on. */
  readonly fit: readonly number[];
  readonly test: readonly number[];
  /** The tested cities on another day: other traffic, another route, other light. */
  readonly anotherDay: readonly number[];
}

type Part = "fit" | "test" | "anotherDay";

/** Seeds of cities; training uses 1, 2, 3. */
const plan: readonly { readonly seed: number; readonly day: number; readonly part: Part }[] = [
  ...[101, 102, 103, 104].map((seed) => ({ seed, day: 0, part: "fit" as const })),
  ...[201, 202].map((seed) => ({ seed, day: 0, part: "test" as const })),
  ...[201, 202].map((seed) => ({ seed, day: 1, part: "anotherDay" as const })),
];

/** Two pairs a second: nearer ones are nearly the same. */
const pairEveryTicks = 5;
const hourNs = 3_600_000_000_000n;

/**
 * Drives through every held-out city.
 * @param options.seconds of a drive to test on; one to fit on is half as long
 * @throws AppError INTERRUPTED by `signal`
 */
export async function driveHeldOut(options: {
  readonly sampler: SamplerSpec;
  readonly seconds: number;
  readonly signal: AbortSignal;
  readonly onProgress: (sentence: string) => void;
}): Promise<HeldOutDrives> {
  const { sampler, seconds, signal, onProgress } = options;
  const samples: Sample[] = [];
  const truth: Truth[] = [];
  const standpoints: Standpoint[] = [];
  const rows: Record<Part, number[]> = { fit: [], test: [], anotherDay: [] };
  for (const [index, { seed, day, part }] of plan.entries()) {
    onProgress(`driving through held-out city ${seed}, day ${day}`);
    const drive = await driveThroughCity({
      ...{ sampler, seed, day, pairEveryTicks, signal },
      seconds: part === "fit" ? seconds / 2 : seconds,
    });
    drive.samples.forEach((sample, i) => {
      const before = drive.samples[i - 1];
      const isSecond = before !== undefined && sample.sequence === before.sequence! + 1;
      if (isSecond) rows[part].push(samples.length);
      const { xM, yM, yawRad } = drive.truth[i]!;
      samples.push({ ...sample, stampNs: sample.stampNs + BigInt(index) * hourNs });
      truth.push(drive.truth[i]!);
      standpoints.push({ map: seed, xM, yM, yawRad });
    });
  }
  const stampsNs = BigInt64Array.from(samples, (sample) => sample.stampNs);
  return { samples, stampsNs, truth, standpoints, ...rows };
}
