/** Two directions that a cloud of points is widest in. */
export type Axes = readonly [readonly number[], readonly number[]];

const rounds = 12;

/**
 * The two main directions of the rows, by power iteration from where they were the last time: so the map turns
 * slowly, and never mirrors itself, as points come and go.
 */
export function principalAxes(rows: readonly (readonly number[])[], before?: Axes): Axes {
  const size = rows[0]?.length ?? 0;
  const mean = Array.from({ length: size }, (_, d) => average(rows.map((row) => row[d]!)));
  const centred = rows.map((row) => row.map((value, d) => value - mean[d]!));
  const start = (k: number): readonly number[] =>
    before?.[k]?.length === size
      ? before[k]
      : Array.from({ length: size }, (_, d) => (d % 2 === k ? 1 : 0.5));
  const first = iterate(centred, start(0), []);
  return [first, iterate(centred, start(1), [first])];
}

/** Where the rows lie along the axes: x of each, then y of each. */
export function along(
  rows: readonly (readonly number[])[],
  [x, y]: Axes,
): readonly [readonly number[], readonly number[]] {
  return [rows.map((row) => dot(row, x)), rows.map((row) => dot(row, y))];
}

function iterate(
  rows: readonly (readonly number[])[],
  start: readonly number[],
  others: readonly (readonly number[])[],
): readonly number[] {
  let axis: readonly number[] = unit(without(start, others));
  for (let round = 0; round < rounds; round++) {
    const next = axis.map(() => 0);
    for (const row of rows) {
      const share = dot(row, axis);
      for (let d = 0; d < next.length; d++) next[d]! += share * row[d]!;
    }
    axis = unit(without(next, others), axis);
  }
  return axis;
}

function without(
  axis: readonly number[],
  others: readonly (readonly number[])[],
): readonly number[] {
  return others.reduce<readonly number[]>((rest, other) => {
    const share = dot(rest, other);
    return rest.map((value, d) => value - share * other[d]!);
  }, axis);
}

function unit(axis: readonly number[], otherwise: readonly number[] = axis): readonly number[] {
  const length = Math.hypot(...axis);
  return length > 1e-12 ? axis.map((value) => value / length) : otherwise;
}

function dot(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, d) => sum + value * b[d]!, 0);
}

function average(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
