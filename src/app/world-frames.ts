import { encodePicture, encodePoints } from "../simulate/encode-picture.ts";
import { createWorld } from "../simulate/world.ts";
import type { WorldOptions } from "../simulate/world-options.ts";

/** One frame of the built-in world, in the bytes that a robot's driver would send. */
export interface WorldFrame {
  readonly modality: "camera" | "lidar";
  readonly encoding: "jpeg" | "kitti";
  readonly stampNs: bigint;
  /** The world's tick. */
  readonly sequence: number;
  /** Owned by the receiver. */
  readonly payload: Uint8Array;
}

/**
 * The built-in world as it goes on: camera, then lidar, of one tick after the other, computed when
 * the next one is asked for. The same options give the same payloads.
 *
 * @param options.seconds world seconds after which it ends; absent = never
 * @throws AppError OPTION_INVALID, REGISTRY_UNKNOWN at the first frame
 */
export async function* worldFrames(
  options: WorldOptions & { readonly seconds?: number | undefined },
): AsyncGenerator<WorldFrame> {
  const { seconds = Infinity, ...worldOptions } = options;
  const world = createWorld(worldOptions);
  const ticks = seconds * world.options.rateHz;
  for (let n = 0; n < ticks; n++) {
    const { tick, stampNs, camera, lidar } = world.step();
    const common = { stampNs, sequence: tick };
    if (camera) {
      const payload = await encodePicture(camera);
      yield { ...common, modality: "camera", encoding: "jpeg", payload };
    }
    if (lidar) {
      const payload = encodePoints(lidar);
      yield { ...common, modality: "lidar", encoding: "kitti", payload };
    }
  }
}
