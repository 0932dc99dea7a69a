import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  findNvidiaSmi,
  parseGpuCards,
  readGpuCards,
} from "../../../../src/runtime/senses/nvidia-smi.ts";
import { folderOf } from "../../../support/folder-of.ts";

const line = "NVIDIA H200, 31, 0, 345, 75.21, 0, 143771";

async function fakeSmi(script: string): Promise<string> {
  const root = await folderOf({ "usr/bin/nvidia-smi": `#!/bin/sh\n${script}\n` });
  await chmod(join(root, "usr/bin/nvidia-smi"), 0o755);
  return root;
}

describe("nvidia-smi", () => {
  it("tells of every card what it has", () => {
    expect(
      parseGpuCards(`${line}\nOrin (nvgpu), [N/A], [N/A], 1300, [Not Supported], [N/A], [N/A]\n`),
    ).toEqual([
      {
        name: "NVIDIA H200",
        celsius: 31,
        loadFraction: 0,
        clockMhz: 345,
        watts: 75.21,
        memoryUsedMb: 0,
        memoryTotalMb: 143771,
      },
      {
        name: "Orin (nvgpu)",
        clockMhz: 1300,
      },
    ]);
  });

  it("tells nothing when it says something else", () => {
    expect(parseGpuCards("NVIDIA-SMI has failed because it couldn't communicate")).toBeUndefined();
    expect(parseGpuCards("")).toBeUndefined();
  });

  it("is found under the root and asked in its own words", async () => {
    const root = await fakeSmi(`[ "$2" = "--format=csv,noheader,nounits" ] && echo "${line}"`);
    const cards = await readGpuCards((await findNvidiaSmi(root))!);
    expect(cards?.[0]?.celsius).toBe(31);
    await writeFile(join(root, "usr/bin/nvidia-smi"), "#!/bin/sh\nexit 9\n");
    expect(await readGpuCards((await findNvidiaSmi(root))!)).toBeUndefined();
    expect(await findNvidiaSmi(await folderOf({}))).toBeUndefined();
  });

  it("is given up when it hangs", async () => {
    const root = await fakeSmi("exec sleep 30");
    const startMs = performance.now();
    expect(await readGpuCards((await findNvidiaSmi(root))!)).toBeUndefined();
    expect(performance.now() - startMs).toBeLessThan(4000);
  });
});
