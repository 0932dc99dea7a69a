import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recogniseDevice } from "../../../src/runtime/recognise-device.ts";
import { jetsons, jetsonTree, machineFiles } from "../../support/device-trees.ts";
import { folderOf } from "../../support/folder-of.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

describe("recogniseDevice", () => {
  it("reads a board's own /proc and /dev", async () => {
    const root = await temporaryFolder();
    await mkdir(join(root, "proc"), { recursive: true });
    await mkdir(join(root, "dev/dri"), { recursive: true });
    const core = (n: number) => `processor\t: ${n}\nBogoMIPS\t: 108.00\n\n`;
    const cpuInfo = `${[0, 1, 2, 3].map(core).join("")}Model\t\t: Raspberry Pi 5 Model B Rev 1.0\n`;
    await writeFile(join(root, "proc/cpuinfo"), cpuInfo);
    await writeFile(join(root, "proc/meminfo"), "MemTotal:        8245248 kB\nMemFree: 1 kB\n");
    for (const node of ["dri/renderD128", "nvidia0", "nvidiactl", "null"]) {
      await writeFile(join(root, "dev", node), "");
    }
    const device = await recogniseDevice({ root, architecture: "arm64" });
    expect(device).toMatchObject({
      profile: { name: "cpu-arm64" },
      architecture: "arm64",
      cores: 4,
      memoryMb: 8052,
      cpuModel: "Raspberry Pi 5 Model B Rev 1.0",
      accelerators: ["dri/renderD128", "nvidia0"],
    });
  });

  it.each(Object.entries(jetsons))("knows a board by its module: %s", async (name, tree) => {
    const device = await recogniseDevice({ root: await folderOf(tree), architecture: "arm64" });
    expect(device.profile.name).toBe(name);
    expect(device.recognisedBy).toMatch(/^module p\d{4}-\d{4}$/);
    expect(device.board?.model).toContain("Jetson");
  });

  it("takes a board of an unlisted module by its name, and says so", async () => {
    const tree = jetsonTree({
      model: "NVIDIA Jetson Orin Nano Developer Kit",
      carrier: "p3768-0000",
      module: "p3767-0004",
      soc: "tegra234",
      cores: 6,
      totalMb: 3990,
      l4t: [36, "4.3"],
      modes: ["10W", "7W"],
      gpu: "17000000.gpu",
    });
    const device = await recogniseDevice({ root: await folderOf(tree), architecture: "arm64" });
    expect(device.profile.name).toBe("jetson-orin-nano-8gb");
    expect(device.recognisedBy).toBe("board 'NVIDIA Jetson Orin Nano Developer Kit'");
  });

  it.each([
    ["x64-nvidia", "x64", ["dev/nvidia0", "dev/dri/renderD128"]],
    ["x64-webgpu", "x64", ["dev/dri/renderD128"]],
    ["cpu-x64", "x64", ["dev/nvidiactl"]],
    ["cpu-arm64", "arm64", ["dev/dri/renderD128"]],
  ])("takes %s by what is under /dev", async (name, architecture, nodes) => {
    const tree = {
      ...machineFiles({ cores: 8, totalMb: 16_000, availableMb: 8000 }),
      ...Object.fromEntries(nodes.map((node) => [node, ""])),
    };
    const device = await recogniseDevice({ root: await folderOf(tree), architecture });
    expect(device.profile.name).toBe(name);
  });

  it("takes a board with garbage for a device tree for what its processor is", async () => {
    const tree = {
      "proc/device-tree/model": "\u0001\u0002\uffff",
      "proc/device-tree/compatible": "p3767",
    };
    const device = await recogniseDevice({ root: await folderOf(tree), architecture: "arm64" });
    expect(device.profile.name).toBe("cpu-arm64");
  });

  it("asks the system where there is no /proc", async () => {
    const device = await recogniseDevice({ root: await temporaryFolder(), architecture: "x64" });
    expect(device.cores).toBeGreaterThan(0);
    expect(device.memoryMb).toBeGreaterThan(0);
    expect(device.accelerators).toEqual([]);
  });

  it("refuses an architecture that no profile is for", async () => {
    await expect(recogniseDevice({ architecture: "mips" })).rejects.toMatchObject({
      code: "DEVICE_PROFILE_MISSING",
      message: expect.stringContaining("cpu-x64") as string,
    });
  });
});
