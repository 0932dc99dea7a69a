import { existsSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { AppError } from "../../../src/core/errors.ts";
import type {
  ContainerSource,
  ScannedMessage,
} from "../../../src/recording/container/container-source.ts";
import {
  loadDecompressor,
  type Decompressor,
} from "../../../src/recording/container/decompress.ts";
import { openMcapSource } from "../../../src/recording/container/mcap-source.ts";
import { openRosbag1Source } from "../../../src/recording/container/rosbag1-source.ts";
import { openSqliteSource } from "../../../src/recording/container/sqlite-source.ts";
import { decoders } from "../../../src/decode/index.ts";
import { fileEncoding } from "../../../src/recording/file-encodings.ts";
import { openRecording } from "../../../src/recording/index.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";

const suite = sharedDataSuite("formats");
const root = sharedData("formats");
const limits = { maxPixels: 50_000_000, maxPoints: 1_000_000 };

/** What a decoder may take whatever the size of a file: buffers that Node keeps in store. */
const smallestBytes = 64_000;

/** What became of one path: streams with their frames' sizes, or the code of the error. */
async function read(path: string) {
  const full = join(root, path);
  try {
    const recording = await openRecording(full);
    const damage = [...recording.damage];
    const frames: Record<string, string[]> = {};
    try {
      for await (const { stream, stampNs, payload } of recording.messages({
        onDamage: (sentence) => damage.push(sentence),
      })) {
        const { encoding } = recording.streams.find((s) => s.name === stream)!;
        const header = { sensor: "s", stampNs, arrivalMs: 0 };
        const decoded = await decoders.get(encoding).decode(payload, header, limits);
        (frames[stream] ??= []).push(
          !decoded.ok
            ? decoded.reason
            : decoded.frame.kind === "camera"
              ? `${decoded.frame.width}×${decoded.frame.height}`
              : `${decoded.frame.points.length / 4} points`,
        );
      }
      const topics = Object.fromEntries((recording.topics ?? []).map((t) => [t.name, t.count]));
      return { format: recording.format, frames, topics, damage, labels: recording.labels };
    } finally {
      await recording.close();
    }
  } catch (error) {
    if (error instanceof AppError) return { code: error.code };
    throw error;
  }
}

/** What SOURCE.md and the files' own metadata say about each; a path that is not here is a still file. */
const expected: Readonly<Record<string, object>> = {
  "mcap/pointcloudset_test_ros1.mcap": {
    frames: {
      "/os1_cloud_node/points": ["131072 points", "131072 points"],
      "/img_node/range_image": ["2048×64", "2048×64"],
      "/img_node/noise_image": ["2048×64", "2048×64"],
      "/img_node/intensity_image": ["2048×64", "2048×64"],
    },
    topics: { "/os1_cloud_node/imu": 17, "/os1_node/lidar_packets": 206, "/tf_static": 1 },
    damage: [],
  },
  "mcap/foxglove_sdk_empty.mcap": { frames: {}, topics: {}, damage: [] },
  "mcap/rosbag2/cdr_test": { topics: { "/test_topic": 3, "/array_topic": 4 }, damage: [] },
  "mcap/rosbag2/talker": { topics: { "/topic": 10, "/rosout": 10 }, damage: [] },
  "mcap/rosbag2/wbag": { topics: { AAA: 804, BBB: 742, CCC: 742, HHH: 726 }, damage: [] },
  "mcap/rosbag2/wrong_rmw_test": { topics: { "/test_topic": 3, "/array_topic": 4 }, damage: [] },
  "rosbag1/ouster_512x10_raw.bag": {
    topics: { "/os_node0/lidar_packets": 32, "/os_node0/imu_packets": 10, "/os_node0/metadata": 1 },
    damage: [],
  },
  "rosbag2_sqlite3/cdr_test": { topics: { "/test_topic": 3, "/array_topic": 4 }, damage: [] },
  "rosbag2_sqlite3/empty_bag": { topics: { "/rosout": 0 } },
  "rosbag2_sqlite3/talker": { topics: { "/topic": 10, "/rosout": 10 }, damage: [] },
  "rosbag2_sqlite3/wbag": { topics: { AAA: 804, BBB: 742, CCC: 742, HHH: 726 }, damage: [] },
  "rosbag2_sqlite3/wrong_rmw_test": { topics: { "/test_topic": 3, "/array_topic": 4 } },
  "derived_from_kitti/kitti_1frame_none.bag": { damage: [] },
  "derived_from_kitti/kitti_2frames_bz2.bag": { damage: [] },
  "derived_from_kitti/kitti_1frame_foxglove_json.mcap": { damage: [] },
  "derived_from_kitti/kitti_2frames_ros2_cdr.mcap": { damage: [] },
  "pcd/kitti_hdl64_binary_trailing_bytes.pcd": { frames: { pcd: ["119978 points"] } },
  "pcd/simpleHighway_ascii.pcd": { frames: { pcd: ["976 points"] } },
  "pcd/riegl_padding_field_first5000.pcd": { frames: { pcd: ["5000 points"] } },
  "pcd/ouster_cloud-ascii.pcd": { frames: { pcd: ["1 points"] } },
  "pcd/ouster_cloud-binary.pcd": { frames: { pcd: ["1 points"] } },
  "kitti_bin/0000000077_sweep_cut_short.bin": { frames: { kitti_bin: ["69719 points"] } },
  "jpeg/sharp_giant-image.jpg": { frames: { jpeg: ["image-too-large"] } },
  "jpeg/sharp_truncated.jpg": { frames: { jpeg: ["image-truncated"] } },
  "pcap/OS-1-32-G_v2.1.1_1024x10.pcap": { code: "RECORDING_UNSUPPORTED" },
  "pcap/OS-0-32-U1_v2.2.0_1024x10-single-packet.pcap": { code: "RECORDING_UNSUPPORTED" },
  "pcap/VLI-16-one-packet.pcap": { code: "RECORDING_UNSUPPORTED" },
  "pcap/crc_test.pcap": { code: "RECORDING_UNSUPPORTED" },
  "pcap/empty_pcap.pcap": { code: "RECORDING_UNSUPPORTED" },
  "osf/osf_fw_3.2_10scans.osf": { code: "RECORDING_UNSUPPORTED" },
  "osf/empty_osf.osf": { code: "RECORDING_UNSUPPORTED" },
  "derived_malformed/pcap_cut_mid_packet.pcap": { code: "RECORDING_UNSUPPORTED" },
  "derived_malformed/bin_empty.bin": { frames: { derived_malformed: ["scan-empty"] } },
  "derived_malformed/bin_not_multiple_of_16.bin": {
    frames: { derived_malformed: ["scan-length-not-multiple-of-16"] },
  },
  "derived_malformed/bin_nan_inf_zero.bin": { frames: { derived_malformed: ["2000 points"] } },
  "derived_malformed/jpeg_cut_60pct.jpg": { frames: { derived_malformed: ["image-truncated"] } },
  "derived_malformed/jpeg_soi_only.jpg": { frames: { derived_malformed: ["image-truncated"] } },
  "derived_malformed/pcd_points_huge.pcd": { frames: { derived_malformed: ["scan-too-large"] } },
  "derived_malformed/pcd_points_more_than_data.pcd": {
    frames: { derived_malformed: ["scan-truncated"] },
  },
};

/** Malformed containers: what is left of each, and that its damage is told. */
const damaged: Readonly<Record<string, object>> = {
  "derived_malformed/bag_cut_50pct.bag": {
    "/os_node0/lidar_packets": 15,
    "/os_node0/imu_packets": 5,
    "/os_node0/metadata": 1,
  },
  "derived_malformed/db3_cut_50pct.db3": {},
  "derived_malformed/mcap_cut_60pct.mcap": { "/topic": 10, "/rosout": 10 },
  "derived_malformed/mcap_magic_only.mcap": {},
  "derived_malformed/mcap_one_bit_flipped.mcap": { "/topic": 10, "/rosout": 10 },
};

/** Containers by extension, read in this thread, where it can be seen what they take. */
const openings: Readonly<
  Record<string, (path: string, decompressor: Decompressor) => ContainerSource>
> = {
  ".bag": openRosbag1Source,
  ".db3": openSqliteSource,
  ".mcap": openMcapSource,
};

/** Every path that is a recording of its own: a rosbag2 folder is one, its files are not. */
async function everyPath(folder = ""): Promise<string[]> {
  const found: string[] = [];
  for (const entry of (await readdir(join(root, folder), { withFileTypes: true })).sort()) {
    const path = join(folder, entry.name);
    if (!entry.isDirectory()) found.push(path);
    else if (/rosbag2.*\/\w+$/.test(path)) found.push(path);
    else if (entry.name !== "LICENSES") found.push(...(await everyPath(path)));
  }
  return found;
}

describe.skipIf(suite.isAbsent)(`the formats set${suite.note}`, async () => {
  const isNote = (path: string) => /\.(?:md|txt|json|db3-shm|db3-wal)$/.test(path);
  const paths = existsSync(root) ? (await everyPath()).filter((path) => !isNote(path)) : [];

  it.each(paths.filter((path) => path in expected))("%s reads as its source says", async (path) => {
    expect(await read(path)).toMatchObject(expected[path]!);
  });

  it.each(Object.keys(damaged))("%s gives what is left of it and tells the rest", async (path) => {
    const result = await read(path);
    expect(result).toMatchObject({ topics: damaged[path]! });
    expect("damage" in result && result.damage.length).toBeGreaterThan(0);
  });

  it.each(Object.keys(damaged))("%s takes no more than four times its size", async (path) => {
    const decompressor = await loadDecompressor();
    const file = join(root, path);
    const before = process.memoryUsage().arrayBuffers;
    let mostBytes = 0;
    const look = () => {
      mostBytes = Math.max(mostBytes, process.memoryUsage().arrayBuffers - before);
    };
    const source = openings[extname(path)]!(file, decompressor);
    const visit = (message: ScannedMessage) => {
      look();
      source.fetch(message);
      look();
    };
    source.scan({ isThorough: true, wantsPayload: () => true, visit });
    look();
    source.close();
    const { size } = await stat(file);
    expect(mostBytes).toBeLessThan(4 * size + smallestBytes);
  });

  const stills = paths.filter((path) => !(path in expected) && !(path in damaged));
  it.each(stills)("%s gives a frame or a named refusal", async (path) => {
    const encoding = fileEncoding(path);
    expect([extname(path), encoding?.encoding]).toEqual([extname(path), expect.any(String)]);
    const bytes = await readFile(join(root, path));
    const header = { sensor: "s", stampNs: 1n, arrivalMs: 0 };
    const before = process.memoryUsage().arrayBuffers;
    const startMs = performance.now();
    const decoded = await decoders.get(encoding!.encoding).decode(bytes, header, limits);
    expect(performance.now() - startMs).toBeLessThan(5000);
    if (!decoded.ok) {
      expect(decoded.reason).toMatch(/^(?:image|scan|message)-/);
      const { size } = await stat(join(root, path));
      expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(4 * size + smallestBytes);
    }
    const isWellFormed = /^(?:png\/pngsuite|las|pcd|derived_from_kitti)\//.test(path);
    if (isWellFormed) expect(decoded).toMatchObject({ ok: true });
    if (/truncated|corrupt|65536|badcrc|badadler/.test(path))
      expect(decoded).toMatchObject({ ok: false });
  });

  it("gives the same points from every form of one KITTI scan", async () => {
    const forms = await Promise.all(
      [
        "kitti_1frame_none.bag",
        "kitti_2frames_ros2_cdr.mcap",
        "kitti_1frame_foxglove_json.mcap",
      ].map(async (name) => {
        const recording = await openRecording(sharedData(`formats/derived_from_kitti/${name}`));
        const { encoding } = recording.streams.find((s) => s.modality === "lidar")!;
        try {
          for await (const { stream, stampNs, payload } of recording.messages()) {
            if (recording.streams.find((s) => s.name === stream)?.modality !== "lidar") continue;
            const header = { sensor: "s", stampNs, arrivalMs: 0 };
            const decoded = await decoders.get(encoding).decode(payload, header, limits);
            if (decoded.ok && decoded.frame.kind === "lidar") return decoded.frame.points;
          }
          throw new Error(`${name} has no scan`);
        } finally {
          await recording.close();
        }
      }),
    );
    const kitti = await readFile(
      sharedData("dev/kitti_stop_sync/velodyne_points/data/0000000000.bin"),
    );
    const points = new Float32Array(new Uint8Array(kitti).buffer);
    for (const form of forms) expect(form).toEqual(points);
  });
});
