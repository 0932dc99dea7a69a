import { fail } from "../core/errors.ts";

/**
 * What linear interpolation takes from each of `from` elements for each of `to`, both along one axis.
 *
 * Returns [to, from], row-major; each row has two neighbouring weights, or one, that add up to 1.
 * Positions outside are held at the first and last element, which is where the weights pile up.
 * @throws AppError OPTION_INVALID for a transformation other than the three of `resizeLinear`
 * @see ONNX operator Resize, coordinate_transformation_mode
 */
export function interpolationWeights(options: {
  readonly from: number;
  readonly to: number;
  readonly transformation: string;
}): Float64Array {
  const { from, to, transformation } = options;
  const weights = new Float64Array(to * from);
  for (let i = 0; i < to; i++) {
    const position = positionOf(i, { from, to, transformation });
    const at = Math.min(Math.max(position, 0), from - 1);
    const low = Math.floor(at);
    const high = Math.min(low + 1, from - 1);
    weights[i * from + low]! += 1 - (at - low);
    weights[i * from + high]! += at - low;
  }
  return weights;
}

function positionOf(
  i: number,
  { from, to, transformation }: Parameters<typeof interpolationWeights>[0],
): number {
  switch (transformation) {
    case "half_pixel":
      return ((i + 0.5) * from) / to - 0.5;
    case "asymmetric":
      return (i * from) / to;
    case "align_corners":
      return to === 1 ? 0 : (i * (from - 1)) / (to - 1);
    default:
      return fail(
        "OPTION_INVALID",
        "a Resize transformation",
        "half_pixel, asymmetric or align_corners",
        transformation,
      );
  }
}
