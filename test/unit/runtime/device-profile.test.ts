import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDeviceProfiles } from "../../../src/runtime/device-profile.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const seen = "isVerified: true, source: measured";
const whole = `
name: cpu-x64
recognise: { architecture: x64, ${seen} }
engines: [{ engine: ort-node, provider: cpu, ${seen} }]
training: { threads: 2, niceness: 10, duty: 1, ${seen} }
inference: { threads: 1, ${seen} }
memory: { budgetMb: 1024, ${seen} }
fits: { batch: 32, image: { width: 192, height: 64 }, rangeImage: { rows: 32, columns: 256 }, ${seen} }
thermal: { zones: [cpu], slowAtC: 80, stopAtC: 90, ${seen} }
`;

describe("device profiles", () => {
  it("of the package load, each under its own name", async () => {
    const profiles = await loadDeviceProfiles();
    expect(profiles.map((p) => p.name)).toEqual([
      "cpu-arm64",
      "cpu-x64",
      "jetson-agx-orin-64gb",
      "jetson-agx-thor",
      "jetson-orin-nano-8gb",
      "jetson-orin-nx-16gb",
      "jetson-xavier-nx",
      "x64-nvidia",
      "x64-webgpu",
    ]);
  });

  it("end with the CPU, which runs everywhere, first through the addon", async () => {
    for (const { engines } of await loadDeviceProfiles()) {
      const own = { provider: "cpu", libraries: [] };
      expect(engines.at(-2)).toMatchObject({ ...own, engine: "ort-native" });
      expect(engines.at(-1)).toMatchObject({ ...own, engine: "ort-node" });
    }
  });

  it("claim no part number and no architecture alone twice", async () => {
    const profiles = await loadDeviceProfiles();
    const claims = profiles.flatMap(
      ({ recognise: { architecture, modules, gpu } }) =>
        modules ?? [`${architecture} ${gpu ?? "alone"}`],
    );
    expect(new Set(claims).size).toBe(claims.length);
  });

  it("of boards give every power mode less or as much as the next larger one", async () => {
    for (const { name, power } of await loadDeviceProfiles()) {
      const watts = (mode: string): number => (mode === "MAXN" ? Infinity : parseInt(mode, 10));
      const modes = [...(power?.modes ?? [])].sort((a, b) => watts(a.name) - watts(b.name));
      const duties = modes.map((mode) => mode.duty);
      expect(duties, name).toEqual([...duties].sort((a, b) => a - b));
      expect(duties.at(-1) ?? 1, name).toBe(1);
    }
  });

  it.each([
    ["an unknown key", `${whole}colour: red\n`, /colour/],
    ["a wrong value", whole.replace("threads: 2", "threads: 0"), /training\.threads/],
    ["a missing field", whole.replace("budgetMb: 1024,", ""), /memory\.budgetMb/],
    ["a figure of unknown origin", whole.replace(`duty: 1, ${seen}`, "duty: 1"), /isVerified/],
    ["limits the wrong way round", whole.replace("slowAtC: 80", "slowAtC: 95"), /slowAtC/],
    [
      "a provider that there is not",
      whole.replace("provider: cpu", "provider: abacus"),
      /provider/,
    ],
    ["broken YAML", "name: [", /odd\.yaml/],
  ])("with %s are refused by file and field", async (_, text, words) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "odd.yaml"), text);
    await expect(loadDeviceProfiles(folder)).rejects.toMatchObject({
      code: "DEVICE_PROFILE_INVALID",
      message: expect.stringMatching(words) as string,
    });
  });

  it("carry options and library paths for an engine", async () => {
    const profiles = await loadDeviceProfiles();
    const { engines } = profiles.find((p) => p.name === "jetson-orin-nano-8gb")!;
    expect(engines.map((e) => e.provider)).toEqual(["tensorrt", "cuda", "cpu", "cpu"]);
    expect(engines[1]!.options).toMatchObject({ device_id: 0 });
    expect(engines[1]!.libraries[0]).toMatch(/^\/.*libonnxruntime\.so/);
  });
});
