import { expect, it } from "vitest";
import { recordingFormats } from "../../src/recording/index.ts";
import { db3File } from "../support/db3-file.ts";
import { mcapFile } from "../support/mcap-file.ts";
import { rosHeader, rosMessage } from "../support/ros-messages.ts";
import { rosbag1File } from "../support/rosbag1-file.ts";
import { describeRecordingFormat, type RecordingExample } from "./recording-contract.ts";

const lines = (...seconds: string[]) => seconds.map((s) => `2011-09-26 12:00:${s}\n`).join("");

/** Frames of two streams and a pose, in the schemas of ROS 2 as a recorder writes them. */
const topics = [
  { name: "/camera", schema: "sensor_msgs/msg/CompressedImage", serialization: "cdr" },
  { name: "/lidar", schema: "sensor_msgs/msg/PointCloud2", serialization: "cdr" },
  { name: "/pose", schema: "geometry_msgs/msg/PoseStamped", serialization: "cdr" },
  { name: "/chatter", schema: "std_msgs/msg/String", serialization: "cdr" },
];
const pose = (dialect: "ros1" | "ros2") =>
  rosMessage(dialect, "geometry_msgs/PoseStamped", {
    header: rosHeader(5n),
    pose: { position: { x: 1, y: 2, z: 3 }, orientation: { x: 0, y: 0, z: 0, w: 1 } },
  });

/** Messages in no order, as several publishers make them. */
const messages = (dialect: "ros1" | "ros2", from = 0) =>
  [3, 0, 1, 2, 4, 7, 5, 6].map((i) => ({
    topic: i % 4,
    stampNs: 1_700_000_000_000_000_000n + BigInt(from + i) * 10_000_000n,
    data: i % 4 === 2 ? pose(dialect) : new TextEncoder().encode(`message ${from + i}`),
  }));
const rosbag2Metadata = (files: readonly string[], count: number) =>
  [
    "rosbag2_bagfile_information:",
    "  version: 5",
    "  relative_file_paths:",
    ...files.map((file) => `    - ${file}`),
    `  message_count: ${count}`,
    '  compression_format: ""',
    '  compression_mode: ""',
  ].join("\n");

const byFile = (files: RecordingExample["files"], hasLabels: boolean) => () =>
  Promise.resolve({ files, hasLabels, holdsFiles: false });

/** One example a format: a format without one fails the test below. */
const examples: Readonly<Record<string, () => Promise<RecordingExample>>> = {
  "frames-csv": byFile(
    {
      "frames.csv": [
        "timestamp_ms,left,top,speed",
        "1000,left/0.jpg,top/0.pcd,0.5",
        "1100,left/1.jpg,top/1.pcd,0.75",
        "1200,left/2.jpg,,1",
        "1300,left/3.jpg,top/3.pcd,",
      ].join("\n"),
      ...Object.fromEntries([0, 1, 2, 3].map((i) => [`left/${i}.jpg`, `image ${i}`])),
      ...Object.fromEntries([0, 1, 3].map((i) => [`top/${i}.pcd`, `scan ${i}`])),
    },
    true,
  ),
  "kitti-raw": byFile(
    {
      "image_00/data/0000000000.png": "image 0",
      "image_00/data/0000000001.png": "image 1",
      "image_00/data/0000000002.png": "image 2",
      "image_00/timestamps.txt": lines("00.0", "00.1", "00.2"),
      "oxts/data/0000000000.txt": Array(30).fill("1.5").join(" "),
      "oxts/timestamps.txt": lines("00.01"),
      "velodyne_points/data/0000000000.bin": "scan 0",
      "velodyne_points/data/0000000001.bin": "scan 1",
      "velodyne_points/timestamps.txt": lines("00.05", "00.15"),
    },
    true,
  ),
  mcap: async () => ({
    files: { "drive.mcap": await mcapFile(topics, messages("ros2")) },
    path: "drive.mcap",
    hasLabels: true,
    holdsFiles: true,
  }),
  rosbag1: () => {
    const types = topics.map(({ name, schema }) => ({ name, type: schema.replace("/msg/", "/") }));
    const files = { "drive.bag": rosbag1File(types, messages("ros1")) };
    return Promise.resolve({ files, path: "drive.bag", hasLabels: true, holdsFiles: true });
  },
  rosbag2: async () => ({
    files: {
      "metadata.yaml": rosbag2Metadata(["bag_0.mcap", "bag_1.db3"], 16),
      "bag_0.mcap": await mcapFile(topics, messages("ros2")),
      "bag_1.db3": await db3File(topics, messages("ros2", 8)),
    },
    hasLabels: true,
    holdsFiles: true,
  }),
  sequence: byFile(
    {
      "front/1700000000000000000.jpg": "image 0",
      "front/1700000000100000000.jpg": "image 1",
      "front/1700000000200000000.jpg": "image 2",
      "roof/1700000000.05.pcd": "scan 0",
      "roof/1700000000.15.pcd": "scan 1",
    },
    false,
  ),
};

it("has an example of every recording format", () => {
  expect(Object.keys(examples)).toEqual(recordingFormats.names);
});

for (const format of recordingFormats.entries) {
  const example = examples[format.name];
  if (example !== undefined) describeRecordingFormat(format, example);
}
