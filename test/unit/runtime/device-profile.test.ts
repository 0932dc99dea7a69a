import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { loadDeviceProfiles } from "../../../src/runtime/device-profile.ts";
import { engines } from "../../../src/runtime/index.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const whole = `
name: cpu-x64
recognise: { architecture: x64 }
engines: [{ engine: ort-node, provider: cpu }]
training: { threads: 2, niceness: 10 }
inference: { threads: 1 }
memoryBudgetMb: 1024
sources: [measured]
`;

describe("device profiles", () => {
  it("of the package load, and name engines that exist", async () => {
    const profiles = await loadDeviceProfiles();
    expect(profiles.map((p) => p.name)).toEqual(["cpu-arm64", "cpu-x64"]);
    for (const { engines: wanted } of profiles) {
      for (const { engine } of wanted) expect(engines.names).toContain(engine);
    }
  });

  it.each([
    ["an unknown key", `${whole}colour: red\n`, /colour/],
    ["a wrong value", whole.replace("threads: 2", "threads: 0"), /training\.threads/],
    ["a missing field", whole.replace("memoryBudgetMb: 1024", ""), /memoryBudgetMb/],
    ["broken YAML", "name: [", /odd\.yaml/],
  ])("with %s are refused by file and field", async (_, text, words) => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "odd.yaml"), text);
    await expect(loadDeviceProfiles(folder)).rejects.toMatchObject({
      code: "DEVICE_PROFILE_INVALID",
      message: expect.stringMatching(words) as string,
    });
  });
});
