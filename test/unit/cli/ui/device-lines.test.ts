import { describe, expect, it } from "vitest";
import { withDeviceDefaults } from "../../../../src/config/device-defaults.ts";
import { deviceLines } from "../../../../src/cli/ui/device-lines.ts";
import { recogniseDevice } from "../../../../src/runtime/recognise-device.ts";
import { createDeviceFiles } from "../../../../src/runtime/senses/device-files.ts";
import { lookAtDevice } from "../../../../src/runtime/senses/look-at-device.ts";
import { jetsons } from "../../../support/device-trees.ts";
import { folderOf } from "../../../support/folder-of.ts";

describe("what doctor says of a device", () => {
  it("has the board, its profile, what that gives, and what the sensors say", async () => {
    const root = await folderOf(jetsons["jetson-agx-thor"]!);
    const device = await recogniseDevice({ root, architecture: "arm64" });
    const now = await lookAtDevice(createDeviceFiles({ root }));
    const { settings } = withDeviceDefaults({}, device);
    const { profile, ...facts } = device;
    const lines = deviceLines({ ...facts, profile: profile.name, now }, profile, settings);
    expect(lines[0]).toBe("NVIDIA Jetson AGX Thor Developer Kit, p4071-0000, p3834-0008");
    expect(lines[1]).toMatch(/^device profile jetson-agx-thor \(module p3834-0008\): 14 cores/);
    expect(lines[2]).toContain("gives memoryBudgetMb 32000, learn.threads 8");
    expect(lines[3]).toBe("  fits batch 256, image 512×192, range image 64×1024");
    expect(lines[4]).toContain("not verified on such a device: recognise, engines, training");
    expect(lines[5]).toMatch(
      /now L4T 38.2.0, power mode MAXN, cpu-thermal 49 °C, .*GPU gpu-gpc-0 44 % at 306 MHz, VDD_IN 6.0 W, .*MB free \(machine\)$/,
    );
  });
});
