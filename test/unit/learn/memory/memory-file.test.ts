import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readMemory, writeMemory } from "../../../../src/learn/memory/memory-file.ts";
import { rememberedSensors } from "../../../../src/learn/memory/remembered-sensors.ts";
import type { Segment } from "../../../../src/learn/memory/segment.ts";
import { cameraSample, lidarSample } from "../../../support/samples.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const camera = (ms: number) =>
  cameraSample({ ms, pixel: (row, column) => (ms + row + column) % 256 });
const main: readonly Segment[] = [
  { samples: [camera(0), camera(100)], bytes: 24, uses: 7, feature: Float32Array.of(0.6, 0.8) },
  { samples: [camera(5000)], bytes: 12, uses: 0, feature: undefined },
];
const heldOut: readonly Segment[] = [{ samples: [camera(9000)], bytes: 12, uses: 0 }];
const essence = (segments: readonly Segment[]) =>
  segments.map(({ samples, bytes, uses, feature }) => ({
    frames: samples.map(({ stampNs, pixels, layout }) => ({ stampNs, pixels, layout })),
    bytes,
    uses,
    feature,
  }));

describe("a memory that was written down", () => {
  it("is read back frame by frame", async () => {
    const root = await temporaryFolder();
    expect(await writeMemory(root, "camera", { main, heldOut })).toBe(4 * 12);
    const kept = await readMemory(root, "camera");
    expect(essence(kept!.main)).toEqual(essence(main));
    expect(essence(kept!.heldOut)).toEqual(essence(heldOut));
    expect(await rememberedSensors(root)).toEqual(["camera"]);
  });

  it("keeps ranges of 16 bits", async () => {
    const root = await temporaryFolder();
    const scan = lidarSample({ ms: 3, pixel: (row, column, c) => 60_000 + row + 2 * column + c });
    await writeMemory(root, "roof", { main: [{ samples: [scan], bytes: 16 }], heldOut: [] });
    expect((await readMemory(root, "roof"))!.main[0]!.samples[0]!.pixels).toEqual(scan.pixels);
  });

  it("takes the place of the one before, and leaves no other file", async () => {
    const root = await temporaryFolder();
    await writeMemory(root, "camera", { main, heldOut });
    await writeMemory(root, "camera", { main: main.slice(1), heldOut: [] });
    expect((await readMemory(root, "camera"))!.main).toHaveLength(1);
    expect(await readdir(join(root, "camera"))).toHaveLength(2);
  });

  it("is refused when a byte of it changed, or its index makes no sense", async () => {
    const root = await temporaryFolder();
    await writeMemory(root, "camera", { main, heldOut });
    const folder = join(root, "camera");
    const pixels = (await readdir(folder)).find((name) => name.endsWith(".bin"))!;
    const bytes = await readFile(join(folder, pixels));
    bytes[5]! ^= 1;
    await writeFile(join(folder, pixels), bytes);
    await expect(readMemory(root, "camera")).rejects.toThrow(/does not match its hash/);
    await writeFile(join(folder, "memory.json"), "{}");
    await expect(readMemory(root, "camera")).rejects.toMatchObject({ code: "CHECKPOINT_INVALID" });
  });

  it("is nothing where there is nothing", async () => {
    const root = await temporaryFolder();
    expect(await readMemory(root, "camera")).toBeUndefined();
    expect(await writeMemory(root, "camera", { main: [], heldOut: [] })).toBe(0);
    expect(await rememberedSensors(root)).toEqual([]);
  });
});
