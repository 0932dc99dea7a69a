import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { recogniseDevice } from "../../../src/runtime/recognise-device.ts";
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
