import type { Trajectory } from "../deskew-points.ts";

/** `deskewPoints` in plain TypeScript, for arguments that it has checked. */
export function deskewPointsTwin(
  points: Float32Array,
  timesS: Float32Array,
  { startS, endS, poses }: Trajectory,
  out: Float32Array,
): void {
  const last = poses.length / 12 - 1;
  const perSecond = last / (endS - startS);
  for (let i = 0; i < timesS.length; i++) {
    const from = (timesS[i]! - startS) * perSecond;
    // NaN is the start.
    const at = from > 0 ? Math.min(from, last) : 0;
    // The last pose is the end of the step before it.
    const step = Math.min(Math.floor(at), last - 1);
    const after = at - step;
    const [x, y, z] = [points[4 * i]!, points[4 * i + 1]!, points[4 * i + 2]!];
    const moved = (row: number): number =>
      poses[row]! * x + poses[row + 1]! * y + poses[row + 2]! * z + poses[row + 3]!;
    for (let k = 0; k < 3; k++) {
      const row = 12 * step + 4 * k;
      out[4 * i + k] = (1 - after) * moved(row) + after * moved(row + 12);
    }
    out[4 * i + 3] = points[4 * i + 3]!;
  }
}
