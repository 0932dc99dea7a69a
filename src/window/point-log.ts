import { createProjection, type Projection } from "./project-features.ts";
import type { FeaturePoint } from "./wire.ts";

/** Features of the last minutes, projected: one a second and sensor. Holds 300 short vectors a sensor. */
export interface PointLog {
  /** Takes one frame's features, which are only read; answers the point that was kept, if one was. */
  add(
    sensor: string,
    frame: { readonly stampNs: bigint; readonly atMs: number; readonly embedding: Float32Array },
  ): FeaturePoint | undefined;
  /** Oldest first, sensor by sensor. */
  all(): readonly FeaturePoint[];
  newestStampNs(sensor: string): bigint | undefined;
}

const kept = 300;
const everyMs = 1000;

export function createPointLog(): PointLog {
  const bySensor = new Map<string, FeaturePoint[]>();
  const stamps = new Map<string, bigint>();
  const projections = new Map<number, Projection>();
  const projectionOf = (length: number): Projection => {
    const known = projections.get(length);
    if (known) return known;
    const made = createProjection(length);
    projections.set(length, made);
    return made;
  };
  return {
    add: (sensor, { stampNs, atMs, embedding }) => {
      stamps.set(sensor, stampNs);
      const own = bySensor.get(sensor) ?? [];
      bySensor.set(sensor, own);
      const last = own.at(-1);
      if (last && atMs - last.atMs < everyMs) return undefined;
      const values = projectionOf(embedding.length)(embedding);
      const point: FeaturePoint = { kind: "point", sensor, atMs, values };
      own.push(point);
      if (own.length > kept) own.shift();
      return point;
    },
    all: () => [...bySensor.values()].flat(),
    newestStampNs: (sensor) => stamps.get(sensor),
  };
}
