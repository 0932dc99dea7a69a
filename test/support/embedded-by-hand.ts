import { denseLayerNorm, denseLinear, denseRelu, rowsOf } from "./dense.ts";
import type { Feeds } from "./feeds.ts";

/** The maps that `embedByHand` takes apart: two cells of six channels, of which the first half is place. */
export const byHandMap = [1, 2, 6] as const;

/** Linear, norm, relu, linear, with the tensors below `scope`. */
export function projectByHand(feeds: Feeds, scope: string, x: readonly number[]): number[] {
  const hidden = denseLinear(feeds, `${scope}/hidden`, x);
  const normalized = denseLayerNorm(feeds, `${scope}/norm`, hidden);
  return denseLinear(feeds, `${scope}/output`, denseRelu(normalized));
}

/** The embedding of each clip's map, from its place channels. */
export function embedByHand(feeds: Feeds, map: string, scope = "projector"): number[][] {
  return rowsOf(feeds.get(map)!.data, 12).map((cells) =>
    projectByHand(feeds, scope, [...cells.slice(0, 3), ...cells.slice(6, 9)]),
  );
}

export function dotByHand(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, i) => sum + value * b[i]!, 0);
}

export function cosineByHand(a: readonly number[], b: readonly number[]): number {
  return dotByHand(a, b) / Math.sqrt(dotByHand(a, a) * dotByHand(b, b));
}

/** −ln of the first one's part of Σ eˣ. */
export function crossEntropyByHand(own: number, others: readonly number[]): number {
  return -Math.log(
    Math.exp(own) / others.reduce((sum, logit) => sum + Math.exp(logit), Math.exp(own)),
  );
}

/** Mean and variance (over n − less) of each dimension over the batch. */
export function momentsByHand(rows: readonly (readonly number[])[], less = 0) {
  return rows[0]!.map((_, d) => {
    const column = rows.map((row) => row[d]!);
    const mean = column.reduce((a, b) => a + b, 0) / column.length;
    const variance = column.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (column.length - less);
    return { mean, variance };
  });
}

/** Each dimension with mean 0 and deviation 1 over the batch. */
export function standardizeByHand(rows: readonly (readonly number[])[]): number[][] {
  const moments = momentsByHand(rows);
  return rows.map((row) =>
    row.map((v, d) => (v - moments[d]!.mean) / Math.sqrt(moments[d]!.variance + 1e-5)),
  );
}
