import type { Picture } from "../frames/picture.ts";
import type { HostTensor } from "../runtime/engine.ts";
import { unitOf } from "./model-input.ts";

/**
 * A normalised tensor [1 or more, h, w, 1 or 3] as people look at it; of several the first. A scan's cells are
 * 0 where `weight` [1, h, w, 1] is: nothing was measured there.
 */
export function tensorPicture(tensor: HostTensor, weight?: HostTensor): Picture {
  const [, height, width, channels] = tensor.shape as [number, number, number, 1 | 3];
  const values = tensor.data as Float32Array;
  const weights = weight?.data as Float32Array | undefined;
  const pixels = Uint8Array.from({ length: height * width * channels }, (_, i) => {
    const unit = Math.min(1, Math.max(0, unitOf(values[i]!)));
    if (channels === 3) return Math.round(255 * unit);
    return weights === undefined || weights[i]! > 0 ? 1 + Math.round(254 * unit) : 0;
  });
  return { height, width, channels, pixels };
}
