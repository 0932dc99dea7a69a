/** Pearson's correlation of two lists of one length; undefined where one of them does not vary. */
export function correlation(a: Float64Array, b: Float64Array): number | undefined {
  const mean = (values: Float64Array): number => values.reduce((s, v) => s + v, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  a.forEach((value, i) => {
    ab += (value - meanA) * (b[i]! - meanB);
    aa += (value - meanA) ** 2;
    bb += (b[i]! - meanB) ** 2;
  });
  return aa > 0 && bb > 0 ? ab / Math.sqrt(aa * bb) : undefined;
}
