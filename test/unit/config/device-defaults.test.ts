import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDeviceConfig } from "../../../src/config/load.ts";
import { recogniseDevice, type Device } from "../../../src/runtime/recognise-device.ts";
import { jetsons, machineFiles } from "../../support/device-trees.ts";
import { folderOf } from "../../support/folder-of.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const jetson = async (): Promise<Device> =>
  recogniseDevice({
    root: await folderOf(jetsons["jetson-agx-orin-64gb"]!),
    architecture: "arm64",
  });

const load = async (text: string, device: Device, ...set: readonly string[]) => {
  const file = join(await temporaryFolder(), "robot.yaml");
  await writeFile(file, `sensors: { front: { modality: camera, from: "inproc://a" } }\n${text}`);
  return loadDeviceConfig(file, { device, set });
};

describe("the device's defaults", () => {
  it("hold where the configuration says nothing", async () => {
    const { config, settings } = await load("", await jetson());
    expect(config).toMatchObject({
      memoryBudgetMb: 16_000,
      learn: { threads: 6, niceness: 10, governor: { maxDuty: 1, slowAtC: 82, stopAtC: 92 } },
      infer: { threads: 1 },
    });
    expect(new Set(settings.map((s) => s.from))).toEqual(new Set(["device profile"]));
  });

  it("give way to the file and to --set, each field by itself", async () => {
    const text = "learn: { threads: 3, governor: { stopAtC: 88 } }\n";
    const { config, settings } = await load(text, await jetson(), "infer.threads=2");
    expect(config.learn).toMatchObject({ threads: 3, niceness: 10 });
    expect(config.learn.governor).toMatchObject({ slowAtC: 82, stopAtC: 88 });
    expect(config.infer.threads).toBe(2);
    const configured = settings.filter((s) => s.from === "configuration");
    expect(configured.map(({ path, value }) => [path, value])).toEqual([
      ["learn.threads", 3],
      ["learn.governor.stopAtC", 88],
      ["infer.threads", 2],
    ]);
  });

  it("never ask for more cores than there are, nor for more than half of the memory", async () => {
    const small = machineFiles({ cores: 1, totalMb: 1048.576, availableMb: 500 });
    const device = await recogniseDevice({ root: await folderOf(small), architecture: "x64" });
    const { config } = await load("learn: { memory: { budgetMb: 8 } }", device);
    expect([config.learn.threads, config.memoryBudgetMb]).toEqual([1, 500]);
  });

  it("leave a section of the wrong kind to the message that names it", async () => {
    await expect(load("learn: 5\n", await jetson())).rejects.toMatchObject({
      code: "CONFIG_INVALID",
      message: expect.stringMatching(/learn/) as string,
    });
  });

  it("meet the configuration's limits in one check", async () => {
    await expect(
      load("learn: { governor: { slowAtC: 95 } }\n", await jetson()),
    ).rejects.toMatchObject({
      message: expect.stringMatching(/slowAtC: must be below stopAtC/) as string,
    });
  });
});
