import sharp from "sharp";
import type { CameraSpec, LidarSpec } from "../../simulate/world-options.ts";
import { createWorld } from "../../simulate/world.ts";
import type { OutgoingFrame } from "./frame-sender.ts";

/** What the built-in world is played with. */
export interface WorldPlay {
  readonly scene: string;
  readonly seed: number;
  /** Ticks per world second. */
  readonly rateHz: number;
  /** Names of the sensors that the camera's and the lidar's frames are sent as; absent = none. */
  readonly camera?: { readonly sensor: string; readonly spec: Partial<CameraSpec> } | undefined;
  readonly lidar?: { readonly sensor: string; readonly spec: Partial<LidarSpec> } | undefined;
  /** The stamp of the first frame: now, for a world that is played live. */
  readonly startNs: bigint;
}

const jpegQuality = 90;

/** The world's frames as its sensors would send them, in time order, without end. */
export async function* worldFrames(play: WorldPlay): AsyncGenerator<OutgoingFrame> {
  const { scene, seed, rateHz, startNs, camera, lidar } = play;
  const world = createWorld({
    scene,
    seed,
    rateHz,
    startNs,
    camera: camera ? camera.spec : false,
    lidar: lidar ? lidar.spec : false,
  });
  for (;;) {
    const { tick, stampNs, camera: picture, lidar: points } = world.step();
    if (camera && picture) {
      const { rgb, width, height } = picture;
      const payload = await sharp(rgb, { raw: { width, height, channels: 3 } })
        .jpeg({ quality: jpegQuality })
        .toBuffer();
      yield { sensor: camera.sensor, encoding: "jpeg", stampNs, sequence: tick, payload };
    }
    if (lidar && points) {
      const payload = new Uint8Array(points.buffer, points.byteOffset, points.byteLength);
      yield { sensor: lidar.sensor, encoding: "kitti", stampNs, sequence: tick, payload };
    }
  }
}
