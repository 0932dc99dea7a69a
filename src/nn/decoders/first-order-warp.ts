import { scale } from "../../graph/derived/scale.ts";
import { add } from "../../graph/ops/add.ts";
import { mul } from "../../graph/ops/mul.ts";
import { pad } from "../../graph/ops/pad.ts";
import { slice } from "../../graph/ops/slice.ts";
import { sub } from "../../graph/ops/sub.ts";
import type { Value } from "../../graph/value.ts";

/**
 * Moves an image by a small flow, to first order: I(x − u, y − v) ≈ I − u·∂I/∂x − v·∂I/∂y, with
 * central differences. Good for flows up to about one pixel, hence at a reduced resolution; needs
 * no gather, so that it runs fast on every provider.
 *
 * Shapes: image [B, H, W, K], flow [B, H, W, 2] (columns, rows; in pixels) → [B, H, W, K].
 * @see Horn & Schunck 1981, Determining Optical Flow, the brightness constancy equation
 */
export function firstOrderWarp(image: Value, flow: Value): Value {
  const difference = (axis: 1 | 2): Value => {
    const size = image.shape[axis]!;
    const around = [0, 0, 0, 0].map((_, i) => (i === axis ? 1 : 0));
    const padded = pad(image, { before: around, after: around, mode: "edge" });
    const shifted = (start: number): Value =>
      slice(padded, { axes: [axis], starts: [start], ends: [start + size] });
    return scale(sub(shifted(2), shifted(0)), 0.5);
  };
  const component = (index: number): Value =>
    slice(flow, { axes: [3], starts: [index], ends: [index + 1] });
  const alongColumns = mul(component(0), difference(2));
  const alongRows = mul(component(1), difference(1));
  return sub(image, add(alongColumns, alongRows));
}
