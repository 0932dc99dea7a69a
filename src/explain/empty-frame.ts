import type { Modality } from "../frames/frame.ts";
import { modelChannels } from "../learn/model-input.ts";

/**
 * What a frame is without anything to see: of a camera its own mean colour everywhere, of a lidar no return
 * at all. A black or grey patch in a picture of another brightness would be a thing of its own.
 *
 * Shapes: frame [H, W, 3] as the encoder gets it; the same.
 */
export function emptyFrame(modality: Modality, frame: Float32Array): Float32Array {
  const empty = new Float32Array(frame.length);
  if (modality === "lidar") return empty;
  const mean = new Float64Array(modelChannels);
  for (let i = 0; i < frame.length; i++) {
    mean[i % modelChannels]! += (frame[i]! * modelChannels) / frame.length;
  }
  for (let i = 0; i < empty.length; i++) empty[i] = mean[i % modelChannels]!;
  return empty;
}
