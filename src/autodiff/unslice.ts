import { pad } from "../graph/ops/pad.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import type { Shape, Value } from "../graph/value.ts";

/**
 * The adjoint of a slice: `part` put back where it was cut from, zeros everywhere else.
 *
 * Shapes: part as the slice; returns `shape`. `starts` and `steps` are one number an axis of `shape`.
 */
export function unslice(
  part: Value,
  shape: Shape,
  { starts, steps }: { readonly starts: readonly number[]; readonly steps: readonly number[] },
): Value {
  const spaced = insertZeros(part, shape, starts, steps);
  const after = spaced.shape.map((size, i) => (shape[i] ?? 0) - (starts[i] ?? 0) - size);
  const isWhole = [...starts, ...after].every((n) => n === 0);
  return isWhole ? spaced : pad(spaced, { before: starts, after });
}

/** Puts step − 1 zeros behind each element, then cuts what would stand beyond `shape`. */
function insertZeros(
  part: Value,
  shape: Shape,
  starts: readonly number[],
  steps: readonly number[],
): Value {
  if (steps.every((step) => step === 1)) return part;
  // Each axis [n] becomes [n, 1], is padded to [n, step] and read as [n·step].
  const pairs = part.shape.flatMap((size) => [size, 1]);
  const padded = pad(reshape(part, pairs), {
    before: pairs.map(() => 0),
    after: steps.flatMap((step) => [0, step - 1]),
  });
  const sizes = part.shape.map((size, i) => size * (steps[i] ?? 1));
  const ends = sizes.map((size, i) => Math.min(size, (shape[i] ?? 0) - (starts[i] ?? 0)));
  const spaced = reshape(padded, sizes);
  if (ends.every((end, i) => end === sizes[i])) return spaced;
  return slice(spaced, { axes: sizes.map((_, i) => i), starts: sizes.map(() => 0), ends });
}
