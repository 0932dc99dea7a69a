import { fail } from "../core/errors.ts";
import { meanAll } from "../graph/derived/mean-all.ts";
import { scale } from "../graph/derived/scale.ts";
import { variance } from "../graph/derived/variance.ts";
import { scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { relu } from "../graph/ops/relu.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";

/** Keeps the root's gradient finite, and its pull, where a batch has collapsed. */
const epsilon = 1e-4;

/** The hinge of a batch whose embeddings are all the same. */
export const collapsedHinge = 1 - Math.sqrt(epsilon);

/**
 * v(Z): by how much the deviation of each dimension over the batch falls short of 1, mean over
 * dimensions. 0 where all are wide enough, 0.99 where all embeddings are the same.
 *
 * Shapes: embeddings [B, D], B ≥ 2 → [].
 * @throws AppError SHAPE_MISMATCH when B < 2: one embedding has no variance
 * @see Bardes et al. 2022, VICReg, arXiv:2105.04906, eq. 1 and 2, γ = 1
 */
export function varianceHinge(embedding: Value): Value {
  const batch = embedding.shape[0]!;
  if (batch < 2) {
    fail("SHAPE_MISMATCH", "the variance", "a batch of at least 2 clips", `${batch}`);
  }
  const unbiased = scale(variance(embedding, [0]), batch / (batch - 1));
  const deviation = sqrt(add(unbiased, scalar(epsilon)));
  return meanAll(relu(sub(scalar(1), deviation)));
}
