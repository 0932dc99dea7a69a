import { describe, expect, it } from "vitest";
import { loadAddon } from "../../../src/native/addon.ts";
import { examine } from "../../../src/runtime/doctor.ts";
import { probeProvider } from "../../../src/runtime/ort-node/probe-providers.ts";

describe("doctor", () => {
  it("tells what really ran here, and for everything else why not", async () => {
    const { found } = await examine();
    expect(found.node).toBe(process.version);
    expect(Object.keys(found.providers)).toEqual(["cpu", "cuda", "tensorrt", "webgpu"]);
    expect(found.providers["cpu"]).toEqual({
      usable: true,
      reason: "ran a matrix product and gave the right answer",
    });
    for (const { usable, reason } of Object.values(found.providers)) {
      if (!usable) expect(reason).toMatch(/\w+ \w+/);
    }
    expect(found.engines["ort-node"]?.version).toMatch(/^1\.\d+\.\d+$/);
    expect(found.engines["ort-node"]?.providers).toContain("cpu");
    expect(found.device.profile).toContain(process.arch);
    const addon = loadAddon();
    expect(found.native.loaded).toBe(addon.loaded);
    expect(found.choice.name).toBe(addon.loaded ? "ort-native" : "ort-node");
    expect(found.engines["ort-native"]?.providers).toEqual(addon.loaded ? ["cpu"] : []);
    expect(found.choice.reason).toMatch(
      addon.loaded ? /first choice of device profile/ : /native addon/,
    );
    expect(JSON.parse(JSON.stringify(found))).toEqual(found);
  });

  it("names the providers there are when asked for another", async () => {
    const { usable, reason } = await probeProvider("abacus");
    expect(usable).toBe(false);
    expect(reason).toContain("cpu, cuda, tensorrt, webgpu");
  });
});
