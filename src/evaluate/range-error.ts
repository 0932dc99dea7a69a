/** How a range image's cells lie in space. */
export interface RangeGeometry {
  readonly rows: number;
  readonly columns: number;
  /** Pitch of the top edge of the first row and of the bottom edge of the last. */
  readonly fovUpRad: number;
  readonly fovDownRad: number;
}

/** A predicted scan against the one that came, in metres, beside repeating the last one. */
export interface RangeScore {
  /** Mean |r̂ − r| over the cells that both scans have. */
  readonly errorM: number;
  readonly copyLastM: number;
  /** Mean distance of each point to the nearest of the other scan, averaged over both directions. */
  readonly chamferM: number;
  readonly copyLastChamferM: number;
  /** Scans. */
  readonly scans: number;
}

/** Ranges of one scan, metres [rows · columns], row-major; `weight` 0 where one of the scans has none. */
export interface ForecastScan {
  readonly last: Float32Array;
  readonly predicted: Float32Array;
  readonly following: Float32Array;
  readonly weight: Float32Array;
}

/**
 * Adds up errors of predicted scans; the score is undefined before the first. Costs the square of the
 * cells for each scan.
 * @see Fan et al. 2017, arXiv:1612.00603, §3, the Chamfer distance (of distances, not of their squares)
 */
export function createRangeErrors(geometry: RangeGeometry): {
  add(scan: ForecastScan): void;
  score(): RangeScore | undefined;
} {
  const directions = directionsOf(geometry);
  const sums = { error: 0, copyLast: 0, cells: 0, chamfer: 0, copyLastChamfer: 0, scans: 0 };
  return {
    add: ({ last, predicted, following, weight }) => {
      const cells = [...weight.keys()].filter((cell) => weight[cell]! > 0);
      if (cells.length === 0) return;
      for (const cell of cells) {
        sums.error += Math.abs(predicted[cell]! - following[cell]!);
        sums.copyLast += Math.abs(last[cell]! - following[cell]!);
      }
      const pointsOf = (ranges: Float32Array): readonly Float64Array[] =>
        cells.map((cell) => directions[cell]!.map((part) => part * ranges[cell]!));
      const came = pointsOf(following);
      sums.cells += cells.length;
      sums.chamfer += chamferDistance(pointsOf(predicted), came);
      sums.copyLastChamfer += chamferDistance(pointsOf(last), came);
      sums.scans += 1;
    },
    score: () =>
      sums.scans === 0
        ? undefined
        : {
            errorM: sums.error / sums.cells,
            copyLastM: sums.copyLast / sums.cells,
            chamferM: sums.chamfer / sums.scans,
            copyLastChamferM: sums.copyLastChamfer / sums.scans,
            scans: sums.scans,
          },
  };
}

/** Unit vectors to the middles of the cells; the first column looks back, as in src/native/range-image.ts. */
function directionsOf(geometry: RangeGeometry): readonly Float64Array[] {
  const { rows, columns, fovUpRad, fovDownRad } = geometry;
  return Array.from({ length: rows * columns }, (_, cell) => {
    const row = Math.floor(cell / columns);
    const pitch = fovUpRad - ((row + 0.5) / rows) * (fovUpRad - fovDownRad);
    const yaw = Math.PI * (1 - (2 * ((cell % columns) + 0.5)) / columns);
    const level = Math.cos(pitch);
    return Float64Array.of(level * Math.cos(yaw), level * Math.sin(yaw), Math.sin(pitch));
  });
}

function chamferDistance(one: readonly Float64Array[], other: readonly Float64Array[]): number {
  const nearestOfOther = new Float64Array(other.length).fill(Infinity);
  let sum = 0;
  for (const [x, y, z] of one) {
    let nearest = Infinity;
    for (let j = 0; j < other.length; j++) {
      const [otherX, otherY, otherZ] = other[j]!;
      const square = (x! - otherX!) ** 2 + (y! - otherY!) ** 2 + (z! - otherZ!) ** 2;
      if (square < nearest) nearest = square;
      if (square < nearestOfOther[j]!) nearestOfOther[j] = square;
    }
    sum += Math.sqrt(nearest);
  }
  const back = nearestOfOther.reduce((total, square) => total + Math.sqrt(square), 0);
  return (sum / one.length + back / other.length) / 2;
}
