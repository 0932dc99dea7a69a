import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { framesCsv } from "../../../src/recording/frames-csv.ts";
import type { Recording } from "../../../src/recording/recording.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";
import { folderOf } from "../../support/folder-of.ts";

const images = Object.fromEntries([0, 1, 2, 3].map((i) => [`im/${i}.jpg`, `jpeg ${i}`]));

/** Opens a recording of four images whose table has these lines. */
async function open(...lines: string[]): Promise<Recording> {
  return framesCsv.open(await folderOf({ ...images, "frames.csv": lines.join("\n") }));
}

async function stampsOf(recording: Recording): Promise<bigint[]> {
  const stamps = [];
  for await (const message of recording.messages()) stamps.push(message.stampNs);
  return stamps;
}

function label(recording: Recording, name: string): number[] {
  return [...recording.labels.find((track) => track.name === name)!.values];
}

describe("frames-csv", () => {
  it("makes a stream of a path column, whatever its name, and label tracks of numbers", async () => {
    const recording = await open(
      "t_s,eye,speed,note",
      "0.5,im/0.jpg,1.5,go",
      "0.6,im/1.jpg,2,stop",
    );
    expect(recording.streams).toEqual([
      { name: "eye", modality: "camera", encoding: "jpeg", frameCount: 2 },
    ]);
    expect(recording.labels.map((track) => track.name)).toEqual(["speed"]);
    expect(label(recording, "speed")).toEqual([1.5, 2]);
    expect(recording.damage).toEqual([]);
    expect(await stampsOf(recording)).toEqual([500_000_000n, 600_000_000n]);
  });

  it("reads a byte order mark, CRLF, quotes, blank lines and padded cells", async () => {
    const recording = await framesCsv.open(
      await folderOf({
        ...images,
        "frames.csv":
          '\uFEFF"timestamp_ms", "image" ,speed\r\n\r\n1,"im/0.jpg", 3 \r\n , ,\r\n2,im/1.jpg,\r\n',
      }),
    );
    expect(await stampsOf(recording)).toEqual([1_000_000n, 2_000_000n]);
    expect(label(recording, "speed")).toEqual([3, NaN]);
    expect(recording.damage).toEqual([]);
  });

  it.each([
    ["timestamp_ns", "1668211920090123457", 1668211920090123457n],
    ["timestamp_us", "1668211920090123", 1668211920090123000n],
    ["timestamp_ms", "1668211920090", 1668211920090000000n],
    ["timestamp_s", "1668211920.090123457", 1668211920090123457n],
    ["t_s", "0.052", 52000000n],
    ["t_nominal_s", "0.1", 100000000n],
  ])("stamps by %s, exactly", async (column, text, stampNs) => {
    expect(await stampsOf(await open(`${column},image`, `${text},im/0.jpg`))).toEqual([stampNs]);
  });

  it("prefers the sharpest time column and makes labels of none", async () => {
    const recording = await open("t_s,timestamp_ms,timestamp_ns,image", "1,2,3,im/0.jpg");
    expect(await stampsOf(recording)).toEqual([3n]);
    expect(recording.labels).toEqual([]);
  });

  it("puts rows in time order and says so", async () => {
    const recording = await open("t_s,image,n", "2,im/2.jpg,2", "0,im/0.jpg,0", "1,im/1.jpg,1");
    expect(await stampsOf(recording)).toEqual([0n, 1_000_000_000n, 2_000_000_000n]);
    expect(label(recording, "n")).toEqual([0, 1, 2]);
    expect(recording.damage).toEqual(["1 row(s) out of time order, put in order"]);
  });

  it("leaves out repeated rows and rows without a time, and counts them", async () => {
    const recording = await open(
      "t_s,image",
      "0,im/0.jpg",
      "0,im/0.jpg",
      "soon,im/1.jpg",
      ",im/2.jpg",
    );
    expect(recording.streams[0]?.frameCount).toBe(1);
    expect(recording.damage).toEqual([
      "2 row(s) without a readable t_s left out",
      "1 repeated row(s) left out",
    ]);
  });

  it("keeps two different frames of the same time, and one label", async () => {
    const recording = await open("t_s,image,n", "0,im/0.jpg,7", "0,im/1.jpg,8");
    expect(recording.streams[0]?.frameCount).toBe(2);
    expect(label(recording, "n")).toEqual([7]);
  });

  it("reads short and long rows as far as they go, and counts them", async () => {
    const recording = await open("t_s,image,n", "0,im/0.jpg", "1,im/1.jpg,5,6,7", "2,im/2.jpg,3");
    expect(recording.streams[0]?.frameCount).toBe(3);
    expect(label(recording, "n")).toEqual([NaN, 5, 3]);
    expect(recording.damage).toEqual([expect.stringMatching(/2 row\(s\) do not have 3 cells/)]);
  });

  it("counts missing files and goes on with the others", async () => {
    const recording = await open("t_s,image", "0,im/0.jpg", "1,im/9.jpg", "2,im/2.jpg", "3,");
    expect(await stampsOf(recording)).toEqual([0n, 2_000_000_000n]);
    expect(recording.damage).toEqual(["image: 1 of 3 files are missing"]);
  });

  it("refuses paths that leave the folder, and counts them", async () => {
    const recording = await open("t_s,image", "0,im/0.jpg", "1,../1.jpg", "2,/tmp/2.jpg");
    expect(recording.streams[0]?.frameCount).toBe(1);
    expect(recording.damage).toEqual(["image: 2 of 3 files lead out of the recording's folder"]);
  });

  it("gives a column one encoding, that of most files", async () => {
    const recording = await open("t_s,image", "0,im/0.jpg", "1,im/1.jpg", "2,im/2.png");
    expect(recording.streams).toMatchObject([{ encoding: "jpeg", frameCount: 2 }]);
    expect(recording.damage).toEqual(["image: 1 of 3 files have another encoding than the rest"]);
  });

  it("does not take a column for a label or a stream because of a few cells", async () => {
    const lines = ["go,im/0.jpg", "stop,im/1.jpg", "3,im/2.jpg", "go,im/3.jpg"];
    const recording = await open("t_s,word,image", ...lines.map((line, i) => `${i},${line}`));
    expect(recording.labels).toEqual([]);
    const mixed = await open("t_s,n,image", "0,1,im/0.jpg", "1,x,im/1.jpg", "2,3,im/2.jpg");
    expect(label(mixed, "n")).toEqual([1, NaN, 3]);
    expect(mixed.damage).toEqual(["n: 1 cell(s) are not numbers, read as empty"]);
  });

  it("keeps the first of two columns with the same name", async () => {
    const recording = await open("t_s,image,n,n", "0,im/0.jpg,1,2");
    expect(label(recording, "n")).toEqual([1]);
    expect(recording.damage).toEqual([expect.stringMatching(/second column named 'n' left out/)]);
  });

  it("can be opened by its table, too", async () => {
    const folder = await folderOf({ ...images, "frames.csv": "t_s,image\n0,im/0.jpg" });
    expect(await framesCsv.recognises(join(folder, "frames.csv"))).toBe(true);
    expect((await framesCsv.open(join(folder, "frames.csv"))).streams).toHaveLength(1);
  });

  it("names the time columns it accepts when there is none", async () => {
    await expect(open("time,image", "0,im/0.jpg")).rejects.toThrow(
      /expected a time column named timestamp_ns, .*t_nominal_s; it has time, image.*RECORDING_INVALID/,
    );
  });

  it("says what it looked for when no column names existing files", async () => {
    await expect(open("t_s,image", "0,gone/0.jpg")).rejects.toThrow(
      /expected a column with paths of existing .jpg.*its columns are t_s, image/,
    );
  });

  it("refuses an empty table", async () => {
    await expect(open("")).rejects.toMatchObject({ code: "RECORDING_INVALID" });
  });
});

const rccar = sharedDataSuite("dev/rccar_track1");
describe.skipIf(rccar.isAbsent)(`frames-csv on the recorded RC car${rccar.note}`, () => {
  it("finds 2,398 JPEG images and the commands, undamaged", async () => {
    const recording = await framesCsv.open(sharedData("dev/rccar_track1"));
    expect(recording.streams).toEqual([
      { name: "image", modality: "camera", encoding: "jpeg", frameCount: 2398 },
    ]);
    expect(recording.labels.map((track) => track.name)).toEqual(
      expect.arrayContaining(["steering", "throttle"]),
    );
    expect(recording.startNs).toBe(1668211920090000000n);
    expect(recording.damage).toEqual([]);
  });
});

const kitti = sharedDataSuite("dev/kitti_stop_sync");
describe.skipIf(kitti.isAbsent)(`frames-csv on the recorded KITTI drive${kitti.note}`, () => {
  it("finds camera and lidar side by side, in time order", async () => {
    const recording = await framesCsv.open(sharedData("dev/kitti_stop_sync"));
    expect(recording.streams).toEqual([
      { name: "image", modality: "camera", encoding: "jpeg", frameCount: 77 },
      { name: "lidar", modality: "lidar", encoding: "kitti", frameCount: 77 },
    ]);
    const seen = [];
    for await (const message of recording.messages({ toNs: 200_000_000n })) {
      seen.push([message.stream, message.sequence, message.payload.length]);
    }
    expect(seen).toEqual([
      ["image", 0, 16955],
      ["lidar", 0, 306240],
      ["image", 1, expect.any(Number)],
      ["lidar", 1, 306304],
    ]);
  });
});
