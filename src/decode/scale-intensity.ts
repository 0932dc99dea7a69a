/**
 * Brings the intensities of [n, 4] `points` to [0, 1], in place.
 *
 * @param full what an integer field holds at most; undefined for a float, of which a value above 1.5
 *   anywhere means 0 to 255, as several drivers write, and one above 255 the 16 bits of Ouster's and LAS
 */
export function scaleIntensity(points: Float32Array, full: number | undefined): void {
  let scale = full ?? 1;
  if (full === undefined) {
    let most = 0;
    for (let i = 3; i < points.length; i += 4) if (points[i]! > most) most = points[i]!;
    if (most > 1.5) scale = most > 255.5 ? 65_535 : 255;
  }
  if (scale === 1) return;
  for (let i = 3; i < points.length; i += 4) points[i] = points[i]! / scale;
}
