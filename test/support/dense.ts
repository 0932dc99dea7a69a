/** Plain float64 layers on one vector, written after their definitions: oracles for src/nn. */
import type { Feeds } from "./feeds.ts";

/** x·W + b with the tensors `<scope>/weight` [I, O] and `<scope>/bias`. */
export function denseLinear(feeds: Feeds, scope: string, x: readonly number[]): number[] {
  const weight = feeds.get(`${scope}/weight`)!;
  const bias = feeds.get(`${scope}/bias`)!.data;
  const outputs = weight.shape[1]!;
  return Array.from(bias, (b, o) =>
    x.reduce((sum, value, i) => sum + value * weight.data[i * outputs + o]!, b),
  );
}

/** (x − mean)/√(variance + 10⁻⁵). */
export function denseStandardize(x: readonly number[]): number[] {
  const mean = x.reduce((a, b) => a + b, 0) / x.length;
  const variance = x.reduce((sum, v) => sum + (v - mean) ** 2, 0) / x.length;
  return x.map((v) => (v - mean) / Math.sqrt(variance + 1e-5));
}

/** Layer normalisation with the tensors `<scope>/scale` and `<scope>/shift`. */
export function denseLayerNorm(feeds: Feeds, scope: string, x: readonly number[]): number[] {
  const [gamma, beta] = [feeds.get(`${scope}/scale`)!.data, feeds.get(`${scope}/shift`)!.data];
  return denseStandardize(x).map((v, i) => v * gamma[i]! + beta[i]!);
}

export function denseRelu(x: readonly number[]): number[] {
  return x.map((v) => Math.max(0, v));
}

/** The last axis of a row-major tensor, vector by vector. */
export function rowsOf(data: Float64Array, length: number): number[][] {
  return Array.from({ length: data.length / length }, (_, r) => [
    ...data.subarray(r * length, (r + 1) * length),
  ]);
}
