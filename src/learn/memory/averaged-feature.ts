/** The paper's γ: what a new look counts. */
const share = 0.5;

/**
 * What is known of a stretch after another look: (1 − γ)·before + γ·normalize(seen), of length 1
 * again. A vector of zeros, or one that is not finite, says nothing.
 *
 * @param before of length 1; absent at the first look
 * @see Purushwalkam et al. 2022, arXiv:2203.12710, section 4.2: Polyak average, γ = 0.5
 */
export function averagedFeature(
  before: Float32Array | undefined,
  seen: Float32Array,
): Float32Array | undefined {
  const length = norm(seen);
  if (length === 0 || !Number.isFinite(length)) return before;
  const mixed = seen.map((value, i) =>
    before ? (1 - share) * before[i]! + (share * value) / length : value,
  );
  const mixedLength = norm(mixed);
  return mixedLength === 0 ? before : mixed.map((value) => value / mixedLength);
}

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
