import { readFile } from "node:fs/promises";
import { McapIndexedReader } from "@mcap/core";
import { describe, expect, it, onTestFinished } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { CameraFrame, LidarScan } from "../../../src/frames/frame.ts";
import { decoders } from "../../../src/decode/index.ts";
import { openRecording } from "../../../src/recording/index.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";

const suite = sharedDataSuite("formats");
const at = (path: string): string => sharedData(`formats/${path}`);

const metadataYaml = z.object({
  rosbag2_bagfile_information: z.object({
    duration: z.object({ nanoseconds: z.bigint() }),
    starting_time: z.object({ nanoseconds_since_epoch: z.bigint() }),
    topics_with_message_count: z.array(
      z.object({
        message_count: z.bigint(),
        topic_metadata: z.object({ name: z.string(), type: z.string() }),
      }),
    ),
  }),
});

async function decode(encoding: string, bytes: Uint8Array): Promise<CameraFrame | LidarScan> {
  const header = { sensor: "s", stampNs: 1n, arrivalMs: 0 };
  const limits = { maxPixels: 50_000_000, maxPoints: 1_000_000 };
  const decoded = await decoders.get(encoding).decode(bytes, header, limits);
  if (!decoded.ok) throw new Error(`${decoded.reason}: ${decoded.detail}`);
  return decoded.frame;
}

async function scanOf(encoding: string, path: string): Promise<Float32Array> {
  const frame = await decode(encoding, await readFile(at(path)));
  if (frame.kind !== "lidar") throw new Error("not a scan");
  return frame.points;
}

/** Width and height of the frame header (SOFn) of a JPEG. */
function jpegSize(bytes: Buffer): readonly [number, number] {
  for (let i = 2; ; i += 2 + bytes.readUInt16BE(i + 2)) {
    const marker = bytes[i + 1]!;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) return [bytes.readUInt16BE(i + 7), bytes.readUInt16BE(i + 5)];
  }
}

describe.skipIf(suite.isAbsent)(`what files say of themselves${suite.note}`, () => {
  it.each([
    ...["mcap/rosbag2/cdr_test", "mcap/rosbag2/talker", "mcap/rosbag2/wbag"],
    ...["mcap/rosbag2/wrong_rmw_test", "rosbag2_sqlite3/cdr_test", "rosbag2_sqlite3/talker"],
    ...["rosbag2_sqlite3/wbag", "rosbag2_sqlite3/wrong_rmw_test"],
  ])("%s has the topics, counts, types and times of its metadata.yaml", async (path) => {
    const text = await readFile(at(`${path}/metadata.yaml`), "utf8");
    const information = metadataYaml.parse(parse(text, { intAsBigInt: true }));
    const own = information.rosbag2_bagfile_information;
    const recording = await openRecording(at(path));
    onTestFinished(() => recording.close());
    const startNs = own.starting_time.nanoseconds_since_epoch;
    const topics = (recording.topics ?? []).filter(({ count }) => count > 0);
    const starts = topics.map((topic) => topic.startNs).sort((a, b) => Number(a - b));
    const ends = topics.map((topic) => topic.endNs).sort((a, b) => Number(a - b));
    // Of the five files of wbag its metadata has the time of the last one only.
    const [firstNs, lastNs] = path.endsWith("wbag")
      ? [1000n, 2998n]
      : [startNs, startNs + own.duration.nanoseconds];
    expect(starts[0]).toBe(firstNs);
    expect(ends.at(-1)).toBe(lastNs);
    const wanted = own.topics_with_message_count
      .filter(({ message_count: count }) => count > 0n)
      .map(({ message_count: count, topic_metadata: { name, type } }) => [name, type, count]);
    expect(topics.map(({ name, schema, count }) => [name, schema, BigInt(count)]).sort()).toEqual(
      wanted.sort(),
    );
  });

  it.each(["testorig", "testimgint", "sharp_gamma_dalai_lama_gray", "sharp_Landscape_6"])(
    "jpeg/%s.jpg has the size of its frame header",
    async (name) => {
      const bytes = await readFile(at(`jpeg/${name}.jpg`));
      const frame = await decode("jpeg", bytes);
      if (frame.kind !== "camera") throw new Error("not a picture");
      expect([frame.width, frame.height].sort()).toEqual([...jpegSize(bytes)].sort());
    },
  );

  it.each(["VZ6000_1", "VZ6000_2", "diamond", "test_tree"])(
    "las/%s.las has the points and the extent of its header",
    async (name) => {
      const bytes = await readFile(at(`las/${name}.las`));
      const points = await scanOf("las", `las/${name}.las`);
      const isNew = bytes[25]! >= 4;
      const count = isNew ? Number(bytes.readBigUInt64LE(247)) : bytes.readUInt32LE(107);
      expect(points.length / 4).toBe(count);
      for (const axis of [0, 1, 2]) {
        const values = points.filter((_, i) => i % 4 === axis);
        const extent =
          values.reduce((a, b) => Math.max(a, b)) - values.reduce((a, b) => Math.min(a, b));
        const [max, min] = [
          bytes.readDoubleLE(179 + 16 * axis),
          bytes.readDoubleLE(187 + 16 * axis),
        ];
        // A header may say nothing of it.
        if (max !== min) expect(extent).toBeCloseTo(max - min, 2);
      }
    },
  );

  it("PCD files that PCL wrote hold the points of the KITTI scan they were made of", async () => {
    const kitti = await readFile(
      sharedData("dev/kitti_stop_sync/velodyne_points/data/0000000000.bin"),
    );
    const points = new Float32Array(Uint8Array.from(kitti).buffer);
    const compressed = await scanOf("pcd", "derived_from_kitti/frame0_binary_compressed.pcd");
    expect(Buffer.from(compressed.buffer).equals(Buffer.from(points.buffer))).toBe(true);
    const ascii = await scanOf("pcd", "derived_from_kitti/frame0_first3000_ascii.pcd");
    expect(ascii.length).toBe(4 * 3000);
    // PCL writes eight digits.
    const errors = ascii.map((value, i) => Math.abs(value - points[i]!));
    expect(errors.reduce((a, b) => Math.max(a, b))).toBeLessThan(1e-4);
  });

  it("an indexed MCAP has the counts and times of its own statistics", async () => {
    const path = at("mcap/pointcloudset_test_ros1.mcap");
    const bytes = await readFile(path);
    const reader = await McapIndexedReader.Initialize({
      readable: {
        size: () => Promise.resolve(BigInt(bytes.length)),
        read: (offset, size) =>
          Promise.resolve(bytes.subarray(Number(offset), Number(offset) + Number(size))),
      },
    });
    const recording = await openRecording(path);
    onTestFinished(() => recording.close());
    const counts = (recording.topics ?? []).map(({ count }) => count);
    const own = reader.statistics!;
    expect(counts.reduce((a, b) => a + b)).toBe(Number(own.messageCount));
    const starts = (recording.topics ?? []).map(({ startNs }) => startNs);
    const ends = (recording.topics ?? []).map(({ endNs }) => endNs);
    expect(starts.reduce((a, b) => (a < b ? a : b))).toBe(own.messageStartTime);
    expect(ends.reduce((a, b) => (a > b ? a : b))).toBe(own.messageEndTime);
  });
});
