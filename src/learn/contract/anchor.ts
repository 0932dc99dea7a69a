import type { Random } from "../../core/random.ts";
import type { Sample } from "../../frames/sample.ts";
import type { Segment } from "../memory/segment.ts";

/** A frame that ties encoders to a contract. */
export interface Anchor {
  readonly sample: Sample;
  /** What the contract says of it, [D]. */
  readonly features: Float32Array;
  /** Alignments between the contract's founder and `features`: 0 = the founder's own answer. */
  readonly generation: number;
}

/**
 * Up to `count` frames of the memory, spread over its time: one drawn from each of `count` equal parts.
 * Copies of nothing: samples are shared with the memory, which never changes them.
 */
export function drawAnchorSamples(
  segments: readonly Segment[],
  count: number,
  random: Random,
): readonly Sample[] {
  const all = segments
    .flatMap(({ samples }) => samples)
    .sort((a, b) => (a.stampNs < b.stampNs ? -1 : 1));
  if (all.length <= count) return all;
  return Array.from({ length: count }, (_, i) => {
    const start = Math.floor((i * all.length) / count);
    const end = Math.floor(((i + 1) * all.length) / count);
    return all[start + random.integer(end - start)]!;
  });
}

/**
 * The anchors after a promotion: up to `share` of them give way to `newer`, so that the set follows the robot
 * into places where the founder never was. Those furthest from the founder go first, of these the oldest; the
 * founder's own are kept until they are only `founders` part of the set, and then for good: on them the
 * whole chain of alignments can be measured.
 */
export function renewAnchors(
  anchors: readonly Anchor[],
  newer: readonly Anchor[],
  options: { readonly capacity: number; readonly founders: number },
): readonly Anchor[] {
  const { capacity, founders } = options;
  const excess = Math.max(0, anchors.length + newer.length - capacity);
  const own = anchors.filter(({ generation }) => generation === 0);
  const keptFounders = Math.ceil(founders * capacity);
  const surplus = spread(own, Math.max(0, own.length - keptFounders));
  const later = anchors
    .filter(({ generation }) => generation > 0)
    .sort((a, b) => b.generation - a.generation || compareTime(a, b));
  const leaving = new Set([...surplus, ...later].slice(0, excess));
  const staying = anchors.filter((anchor) => !leaving.has(anchor));
  return [...staying, ...newer.slice(0, capacity - staying.length)].sort(compareTime);
}

/** `count` of the anchors, spread evenly. */
function spread(anchors: readonly Anchor[], count: number): readonly Anchor[] {
  return Array.from(
    { length: count },
    (_, i) => anchors[Math.floor((i * anchors.length) / count)]!,
  );
}

function compareTime(a: Anchor, b: Anchor): number {
  return a.sample.stampNs < b.sample.stampNs ? -1 : 1;
}
