import type { Random } from "../../core/random.ts";
import type { Sample } from "../../frames/sample.ts";
import { createOwnHistory } from "./own-history.ts";

/** How unlike everything remembered one frame is. */
export interface Novelty {
  /** 1 − cosine to the nearest remembered features, in [0, 2]. */
  readonly distance: number;
  /** The distance among those of the frames before, in [0, 1]; absent while warming up. */
  readonly quantile?: number | undefined;
}

/** Remembers the features of a few hundred moments, and how far new frames usually lie from them. */
export interface NoveltyScale {
  /** Judges a frame's features, then remembers it if it is its turn; absent while nothing is remembered. */
  judge(sample: Sample, features: Float32Array): Novelty | undefined;
  /**
   * The features come from another encoder from now on: encodes what is remembered anew, one moment after the
   * other; nothing may be judged meanwhile. Where `encode` rejects or resolves with undefined, because yet another
   * encoder answers, everything stays as it was. Never rejects; calls must not overlap.
   * @returns whether it is done
   */
  rebase(encode: (sample: Sample) => Promise<Float32Array | undefined>): Promise<boolean>;
  /** Moments remembered. */
  readonly moments: number;
}

/** A new moment is offered this often, and joins the memory this much later: what is just here is no memory. */
const everyMs = 1000;
const lagMs = 5000;
const mostMoments = 256;
const mostBytes = 8_000_000;

interface Moment {
  readonly sample: Sample;
  /** Of length 1. */
  unit: Float32Array;
}

/**
 * @param random which moment gives way to a new one: an even choice from the whole drive (Vitter 1985,
 *   algorithm R), at most 256 moments and 8 MB
 */
export function createNoveltyScale(random: Random): NoveltyScale {
  const history = createOwnHistory();
  let remembered: Moment[] = [];
  let waiting: Moment[] = [];
  let offered = 0;

  const ageMs = (from: Sample, to: Sample): number => Number(to.stampNs - from.stampNs) / 1e6;
  const keep = (moment: Moment): void => {
    offered += 1;
    const room = Math.min(mostMoments, Math.floor(mostBytes / moment.sample.pixels.byteLength));
    if (remembered.length < room) remembered.push(moment);
    else {
      const place = random.integer(offered);
      if (place < remembered.length) remembered[place] = moment;
    }
  };
  const remember = (sample: Sample, unit: Float32Array): void => {
    const last = waiting.at(-1) ?? remembered.at(-1);
    // A clock that was set: what waits has no age any more.
    if (last && ageMs(last.sample, sample) < 0) waiting = [];
    const newest = waiting.at(-1);
    if (!newest || ageMs(newest.sample, sample) >= everyMs) waiting.push({ sample, unit });
    while (waiting[0] && ageMs(waiting[0].sample, sample) >= lagMs) keep(waiting.shift()!);
  };

  return {
    get moments() {
      return remembered.length;
    },
    judge: (sample, features) => {
      const unit = unitOf(features);
      const distance = nearest(unit, remembered);
      remember(sample, unit);
      if (distance === undefined) return undefined;
      const quantile = history.quantile(distance);
      history.add(distance);
      return { distance, quantile };
    },
    rebase: async (encode) => {
      const moved: Moment[] = [];
      for (const { sample } of [...remembered, ...waiting]) {
        const features = await encode(sample).catch(() => undefined);
        if (!features) return false;
        moved.push({ sample, unit: unitOf(features) });
      }
      const before = spacing(remembered);
      waiting = moved.splice(remembered.length);
      remembered = moved;
      const after = spacing(remembered);
      if (before !== undefined && after !== undefined) history.rescale(after / before);
      else history.clear();
      return true;
    },
  };
}

function unitOf(features: Float32Array): Float32Array {
  let squares = 0;
  for (const value of features) squares += value * value;
  const scale = squares > 0 ? 1 / Math.sqrt(squares) : 0;
  return features.map((value) => value * scale);
}

function nearest(unit: Float32Array, moments: readonly Moment[]): number | undefined {
  let least: number | undefined;
  for (const moment of moments) {
    const distance = apart(unit, moment.unit);
    if (least === undefined || distance < least) least = distance;
  }
  return least;
}

function apart(a: Float32Array, b: Float32Array): number {
  let dot = 0;
  for (let i = 0; i < a.length; i++) dot += a[i]! * b[i]!;
  return Math.max(0, 1 - dot);
}

/** Fewer neighbours tell too little of how two spaces compare. */
const fewestNeighbours = 12;
const mostNeighbours = 64;

/** The median distance from one moment to the next in the memory: the unit of a space. */
function spacing(moments: readonly Moment[]): number | undefined {
  const some = moments.slice(0, mostNeighbours + 1);
  if (some.length <= fewestNeighbours) return undefined;
  const distances = some.slice(1).map((moment, i) => apart(moment.unit, some[i]!.unit));
  const median = distances.sort((a, b) => a - b)[distances.length >> 1]!;
  return median > 0 ? median : undefined;
}
