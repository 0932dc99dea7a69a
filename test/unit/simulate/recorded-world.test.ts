import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { RecordedMessage, Recording } from "../../../src/recording/recording.ts";
import { isSimulated, openSimulated } from "../../../src/simulate/recorded-world.ts";
import { createWorld } from "../../../src/simulate/world.ts";

const path = "sim:city?seed=3&seconds=2&camera=48x16&lidar=8x64";

async function read(
  recording: Recording,
  range: Parameters<Recording["messages"]>[0] = {},
): Promise<RecordedMessage[]> {
  const messages: RecordedMessage[] = [];
  for await (const message of recording.messages(range)) messages.push(message);
  return messages;
}

describe("a simulated recording", () => {
  it("is told from a file by its scheme", () => {
    expect(isSimulated(path)).toBe(true);
    expect(isSimulated("./sim/city")).toBe(false);
  });

  it("says what it holds before anything is driven", async () => {
    const recording = await openSimulated(path);
    expect(recording).toMatchObject({ path, format: "simulated", damage: [] });
    expect(recording.streams).toEqual([
      { name: "camera", modality: "camera", encoding: "jpeg", frameCount: 20 },
      { name: "lidar", modality: "lidar", encoding: "kitti", frameCount: 20 },
    ]);
    expect(recording.endNs - recording.startNs).toBe(1_900_000_000n);
    await recording.close();
    await recording.close();
  });

  it("gives what the world gives, in time order, each stream with its own running number", async () => {
    const recording = await openSimulated(path);
    const messages = await read(recording);
    expect(messages).toHaveLength(40);
    const world = createWorld({
      seed: 3,
      camera: { width: 48, height: 16 },
      lidar: { rings: 8, columns: 64 },
    });
    for (let i = 0; i < 20; i++) {
      const [camera, lidar] = [messages[2 * i]!, messages[2 * i + 1]!];
      const tick = world.step();
      expect(camera).toMatchObject({ stream: "camera", sequence: i, stampNs: tick.stampNs });
      expect(lidar).toMatchObject({ stream: "lidar", sequence: i, stampNs: tick.stampNs });
      expect(lidar.payload.byteLength).toBe(tick.lidar!.byteLength);
      const { data, info } = await sharp(camera.payload)
        .raw()
        .toBuffer({ resolveWithObject: true });
      expect(info).toMatchObject({ width: 48, height: 16, channels: 3, size: data.length });
      const error =
        data.reduce((sum, v, k) => sum + Math.abs(v - tick.camera!.rgb[k]!), 0) / data.length;
      expect(error).toBeLessThan(12);
    }
  });

  it("gives the same bytes at every reading, also in a part of the time or of the streams", async () => {
    const recording = await openSimulated(path);
    const all = await read(recording);
    expect(await read(await openSimulated(path))).toEqual(all);
    const fromNs = recording.startNs + 500_000_000n;
    const toNs = recording.startNs + 900_000_000n;
    const part = await read(recording, { streams: ["lidar"], fromNs, toNs });
    expect(part.map(({ sequence }) => sequence)).toEqual([5, 6, 7, 8]);
    expect(part).toEqual(
      all.filter(
        ({ stream, stampNs }) => stream === "lidar" && stampNs >= fromNs && stampNs < toNs,
      ),
    );
    expect(await read(recording, { streams: [] })).toEqual([]);
  });

  it("has the truth as label tracks, stamped like the frames", async () => {
    const recording = await openSimulated(path);
    const names = recording.labels.map(({ name }) => name);
    expect(names).toEqual([
      "speedMps",
      "yawRateRadps",
      "obstacleLeftM",
      "obstacleFrontM",
      "obstacleRightM",
      "placeId",
      "x",
      "y",
      "yaw",
    ]);
    const world = createWorld({ seed: 3, camera: false, lidar: false });
    world.skip(7);
    const { truth, stampNs } = world.step();
    const valueOf = (name: string): number =>
      recording.labels.find((track) => track.name === name)!.values[7]!;
    expect(recording.labels[0]!.stampsNs[7]).toBe(stampNs);
    expect(valueOf("obstacleFrontM")).toBe(truth.obstacleFrontM);
    expect(valueOf("yaw")).toBe(truth.yawRad);
    expect(recording.labels).toBe(recording.labels);
  });

  it("leaves a sensor out that is off, and takes another field of view", async () => {
    const recording = await openSimulated("sim:corridor?seconds=0.2&camera=off&fovUpDeg=2");
    expect(recording.streams.map(({ name }) => name)).toEqual(["lidar"]);
    const [first] = await read(recording);
    const points = new Float32Array(first!.payload.slice().buffer);
    for (let i = 0; i < points.length; i += 4)
      expect(points[i + 2]! / Math.hypot(points[i]!, points[i + 1]!)).toBeLessThan(0.036);
  });

  it.each([
    ["sim:city?sede=3", "OPTION_INVALID", "seconds, seed"],
    ["sim:city?seed=x", "OPTION_INVALID", "'seed'"],
    ["sim:city?seed=1.5", "OPTION_INVALID", "an integer for seed"],
    ["sim:city?seconds=0", "OPTION_INVALID", "'seconds'"],
    ["sim:city?camera=wide", "OPTION_INVALID", "WIDTHxHEIGHT or off"],
    ["sim:city?lidar=0x64", "OPTION_INVALID", "lidar.rings"],
    ["sim:moon", "REGISTRY_UNKNOWN", "city, corridor"],
  ])("refuses %s", async (wrong, code, words) => {
    await expect(openSimulated(wrong)).rejects.toMatchObject({
      code,
      message: expect.stringContaining(words) as string,
    });
  });
});
