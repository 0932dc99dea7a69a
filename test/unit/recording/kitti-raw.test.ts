import { cp, rm } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { kittiRaw } from "../../../src/recording/kitti-raw.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";
import { folderOf } from "../../support/folder-of.ts";

const second = 1_000_000_000n;
const noonNs = BigInt(Date.UTC(2011, 8, 26, 12)) * 1_000_000n;
const times = (...seconds: string[]) => seconds.map((s) => `2011-09-26 12:00:${s}`).join("\n");

const drive = {
  "image_02/data/0000000000.png": "i0",
  "image_02/data/0000000002.png": "i2",
  "image_02/timestamps.txt": times("00.000000000", "01.000000001", "02.500000000"),
  "velodyne_points/data/0000000000.bin": "v0",
  "velodyne_points/data/0000000001.bin": "v1",
  "velodyne_points/timestamps.txt": times("00.1", "01.1") + "\n",
};

describe("kitti-raw", () => {
  it("stamps each file by the line that its number counts to", async () => {
    const recording = await kittiRaw.open(await folderOf(drive));
    expect(recording.streams).toEqual([
      { name: "image_02", modality: "camera", encoding: "png", frameCount: 2 },
      { name: "velodyne_points", modality: "lidar", encoding: "kitti", frameCount: 2 },
    ]);
    const seen = [];
    for await (const { payload, stampNs } of recording.messages()) {
      seen.push([Buffer.from(payload).toString(), stampNs - noonNs]);
    }
    expect(seen).toEqual([
      ["i0", 0n],
      ["v0", second / 10n],
      ["v1", second + second / 10n],
      ["i2", 2n * second + second / 2n],
    ]);
    expect(recording.damage).toEqual([]);
  });

  it("stamps at 10 Hz beside the other streams where timestamps.txt is missing", async () => {
    const folder = await folderOf(drive);
    await rm(`${folder}/image_02/timestamps.txt`);
    const recording = await kittiRaw.open(folder);
    const stamps = [];
    for await (const { stampNs } of recording.messages({ streams: ["image_02"] })) {
      stamps.push(stampNs - noonNs);
    }
    expect(stamps).toEqual([second / 10n, (3n * second) / 10n]);
    expect(recording.damage).toEqual(["image_02: no timestamps.txt, stamped at a nominal 10 Hz"]);
  });

  it("leaves out files without a line, and counts them", async () => {
    const folder = await folderOf({
      ...drive,
      "image_02/timestamps.txt": times("00.0", "01.0"),
    });
    const recording = await kittiRaw.open(folder);
    expect(recording.streams[0]).toMatchObject({ name: "image_02", frameCount: 1 });
    expect(recording.damage).toEqual(["image_02: 1 file(s) without a line in timestamps.txt"]);
  });

  it("reads oxts as label tracks by their KITTI names", async () => {
    const reading = Array.from({ length: 30 }, (_, i) => i / 10);
    const recording = await kittiRaw.open(
      await folderOf({
        ...drive,
        "oxts/data/0000000000.txt": reading.join(" "),
        "oxts/data/0000000001.txt": "1 2 3",
        "oxts/timestamps.txt": times("00.05", "00.15"),
      }),
    );
    const track = (name: string) => recording.labels.find((t) => t.name === name);
    expect(track("vf")).toEqual({
      name: "vf",
      stampsNs: BigInt64Array.of(noonNs + second / 20n),
      values: Float64Array.of(0.8),
    });
    expect(track("wu")?.values).toEqual(Float64Array.of(2.2));
    expect(recording.damage).toEqual(["oxts: 1 reading(s) without a stamp or cut short left out"]);
  });

  it("recognises a folder by its frames only", async () => {
    expect(await kittiRaw.recognises(await folderOf(drive))).toBe(true);
    expect(await kittiRaw.recognises(await folderOf({ "image_02/data/readme.txt": "" }))).toBe(
      false,
    );
    expect(await kittiRaw.recognises("/nowhere/at/all")).toBe(false);
  });
});

const kitti = sharedDataSuite("dev/kitti_stop_sync");
describe.skipIf(kitti.isAbsent)(`kitti-raw on a recorded drive${kitti.note}`, () => {
  it("finds 77 images and scans at 10 Hz", async () => {
    const folder = await folderOf({});
    for (const name of ["image_02", "velodyne_points"]) {
      await cp(sharedData(`dev/kitti_stop_sync/${name}`), `${folder}/${name}`, { recursive: true });
    }
    const recording = await kittiRaw.open(folder);
    expect(recording.streams.map((s) => [s.name, s.encoding, s.frameCount])).toEqual([
      ["image_02", "jpeg", 77],
      ["velodyne_points", "kitti", 77],
    ]);
    expect(recording.endNs - recording.startNs).toBe((76n * second) / 10n);
    expect(recording.damage).toEqual([]);
  });
});
