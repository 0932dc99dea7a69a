import { fail } from "../../core/errors.ts";
import { constant } from "../leaves.ts";
import { layerNormalization } from "../ops/layer-normalization.ts";
import { reshape } from "../ops/reshape.ts";
import { elementCount, showShape } from "../shape.ts";
import type { Value } from "../value.ts";

/**
 * (x − mean) / √(variance + epsilon), the statistics over one image's channels of one group and all of
 * their places.
 *
 * Shapes: x [N, C, …]; the result the same. `groups` divides C; `epsilon` 1e-5 by default. One group
 * is a layer normalisation of the whole image, C groups are `instanceNormalize`.
 *
 * They are those of a layer normalisation over the flattened group, which every provider has as one
 * fast operator.
 * @throws AppError SHAPE_MISMATCH when `groups` does not divide C; DTYPE_MISMATCH
 * @see Wu and He 2018, arXiv:1803.08494, eq. 1
 */
export function groupNormalize(x: Value, groups: number, epsilon = 1e-5): Value {
  const [batch, channels] = x.shape;
  if (batch === undefined || channels === undefined || !(channels % groups === 0)) {
    const expected = `x [N, C, …] with C a multiple of ${groups}`;
    fail("SHAPE_MISMATCH", "groupNormalize", expected, showShape(x.shape));
  }
  const size = elementCount(x.shape) / (batch * groups);
  const flat = reshape(x, [batch, groups, size]);
  const { y } = layerNormalization(flat, constant([size], 1, x.dtype), undefined, { epsilon });
  return reshape(y, x.shape);
}
