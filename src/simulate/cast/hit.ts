import type { Column } from "./column.ts";

/** What a ray met. `side`, `top` and `under` are faces of a wall or a solid; `round` an ellipsoid. */
type HitKind = "ceiling" | "ground" | "none" | "round" | "side" | "top" | "under";

/** The nearest thing on one ray. Reused from ray to ray. */
export interface Hit {
  kind: HitKind;
  /** Distance in units of the slice direction. */
  t: number;
  /** Height above the ground, metres. */
  z: number;
  /** Index into the column's spans; -1 for ground, ceiling and none. */
  span: number;
}

export function createHit(): Hit {
  return { kind: "none", t: 0, z: 0, span: -1 };
}

/**
 * The nearest thing that the ray of `slope` (rise per unit of distance) meets in `column`.
 *
 * @param eyeM height of the sensor
 * @param reach nothing at or beyond this distance counts
 */
export function findHit(
  hit: Hit,
  column: Column,
  slope: number,
  eyeM: number,
  ceilingM: number,
  reach: number,
): void {
  let best = reach;
  let kind: HitKind = "none";
  let span = -1;
  if (slope < 0) {
    const t = -eyeM / slope;
    if (t < best) {
      best = t;
      kind = "ground";
    }
  } else if (slope > 0) {
    const t = (ceilingM - eyeM) / slope;
    if (t < best) {
      best = t;
      kind = "ceiling";
    }
  }
  const { order, enter, exit, bottomM, topM, radiusM, count } = column;
  for (let i = 0; i < count; i++) {
    const k = order[i]!;
    const at = enter[k]!;
    if (at >= best) break;
    if (radiusM[k]! > 0) {
      const t = meetEllipsoid(column, k, slope, eyeM);
      if (t < best) {
        best = t;
        kind = "round";
        span = k;
      }
      continue;
    }
    const z = eyeM + slope * at;
    if (z > topM[k]!) {
      const t = (topM[k]! - eyeM) / slope;
      if (slope < 0 && t < exit[k]! && t < best) {
        best = t;
        kind = "top";
        span = k;
      }
    } else if (z < bottomM[k]!) {
      const t = (bottomM[k]! - eyeM) / slope;
      if (slope > 0 && t < exit[k]! && t < best) {
        best = t;
        kind = "under";
        span = k;
      }
    } else {
      best = at;
      kind = "side";
      span = k;
    }
  }
  hit.kind = kind;
  hit.t = best;
  hit.z = eyeM + slope * best;
  hit.span = span;
}

/** Distance to the ellipse that the slice cuts out of an ellipsoid; Infinity where it is missed. */
function meetEllipsoid(column: Column, k: number, slope: number, eyeM: number): number {
  const radius = column.radiusM[k]!;
  const solid = column.solid[k]!;
  const middle = column.middle[k]!;
  // Metres per unit of distance, from the span itself: its half width is `radius` metres.
  const perUnit = radius / (middle - column.enter[k]!);
  const halfHeight = ((solid.topM - solid.bottomM) / 2) * (radius / solid.boundM);
  const centreZ = (solid.topM + solid.bottomM) / 2;
  // ((t − middle)·perUnit / radius)² + ((eye + slope·t − centreZ) / halfHeight)² = 1, in u = t − middle
  const p = perUnit / radius;
  const q = slope / halfHeight;
  const r = (eyeM + slope * middle - centreZ) / halfHeight;
  const a = p * p + q * q;
  const b = q * r;
  const discriminant = b * b - a * (r * r - 1);
  return discriminant < 0 ? Infinity : middle - (b + Math.sqrt(discriminant)) / a;
}
