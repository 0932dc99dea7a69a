import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openRecording } from "../../../src/recording/index.ts";
import { folderOf } from "../../support/folder-of.ts";

describe("openRecording", () => {
  it("prefers the frames.csv of a KITTI drive", async () => {
    const folder = await folderOf({
      "frames.csv": "t_s,image\n0,image_02/data/0.png",
      "image_02/data/0.png": "i0",
    });
    expect((await openRecording(folder)).format).toBe("frames-csv");
  });

  it("opens a KITTI drive without one", async () => {
    const folder = await folderOf({ "image_02/data/0.png": "i0" });
    expect((await openRecording(folder)).format).toBe("kitti-raw");
  });

  it("says that a path does not exist", async () => {
    const path = join(await folderOf({}), "none");
    await expect(openRecording(path)).rejects.toThrow(
      /no recording at .*none.*RECORDING_NOT_FOUND/,
    );
  });

  it("says what it looked for when no format fits", async () => {
    const folder = await folderOf({ "notes.txt": "x", "scan.pcap": "x" });
    await expect(openRecording(folder)).rejects.toThrow(
      /looked for a folder with a frames.csv; a KITTI raw drive.*RECORDING_UNKNOWN/,
    );
    await expect(openRecording(join(folder, "scan.pcap"))).rejects.toMatchObject({
      code: "RECORDING_UNSUPPORTED",
    });
  });
});
