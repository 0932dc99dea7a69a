/** `transformPoints` in plain TypeScript, for arguments that it has checked. */
export function transformPointsTwin(
  points: Float32Array,
  pose: Float64Array,
  out: Float32Array,
): void {
  for (let i = 0; i < points.length; i += 4) {
    const [x, y, z] = [points[i]!, points[i + 1]!, points[i + 2]!];
    for (let k = 0; k < 3; k++) {
      const row = 4 * k;
      out[i + k] = pose[row]! * x + pose[row + 1]! * y + pose[row + 2]! * z + pose[row + 3]!;
    }
    out[i + 3] = points[i + 3]!;
  }
}
