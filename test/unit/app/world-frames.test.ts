import { describe, expect, it } from "vitest";
import { worldFrames, type WorldFrame } from "../../../src/app/world-frames.ts";

async function framesOf(options: Parameters<typeof worldFrames>[0]): Promise<WorldFrame[]> {
  const frames: WorldFrame[] = [];
  for await (const frame of worldFrames(options)) frames.push(frame);
  return frames;
}

const small = { camera: { width: 32, height: 16 }, lidar: { rings: 4, columns: 32 }, seconds: 0.3 };

describe("frames of the built-in world", () => {
  it("are a JPEG and a scan a tick, until the time is up", async () => {
    const frames = await framesOf(small);
    expect(frames.map((f) => `${f.sequence} ${f.modality} ${f.encoding}`)).toEqual([
      "0 camera jpeg",
      "0 lidar kitti",
      "1 camera jpeg",
      "1 lidar kitti",
      "2 camera jpeg",
      "2 lidar kitti",
    ]);
    expect([...frames[0]!.payload.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect(frames[1]!.payload.length % 16).toBe(0);
    expect(frames[2]!.stampNs - frames[0]!.stampNs).toBe(100_000_000n);
  });

  it("have the same bytes for the same seed, whenever they start", async () => {
    const [a, b] = await Promise.all([framesOf({ ...small, startNs: 0n }), framesOf(small)]);
    expect(a.map((f) => f.payload)).toEqual(b.map((f) => f.payload));
    const other = await framesOf({ ...small, seed: 2 });
    expect(other.map((f) => f.payload)).not.toEqual(a.map((f) => f.payload));
  });

  it("leave out a sensor that is not wanted", async () => {
    const frames = await framesOf({ ...small, camera: false });
    expect(new Set(frames.map((f) => f.modality))).toEqual(new Set(["lidar"]));
  });
});
