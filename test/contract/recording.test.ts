import { expect, it } from "vitest";
import { recordingFormats } from "../../src/recording/index.ts";
import { describeRecordingFormat, type RecordingExample } from "./recording-contract.ts";

const lines = (...seconds: string[]) => seconds.map((s) => `2011-09-26 12:00:${s}\n`).join("");

/** One example a format: a format without one fails the test below. */
const examples: Readonly<Record<string, RecordingExample>> = {
  "frames-csv": {
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
  "kitti-raw": {
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
};

it("has an example of every recording format", () => {
  expect(Object.keys(examples)).toEqual(recordingFormats.names);
});

for (const format of recordingFormats.entries) {
  const example = examples[format.name];
  if (example !== undefined) describeRecordingFormat(format, example);
}
