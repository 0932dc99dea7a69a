import { readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { decompress, isLoaded } from "@foxglove/wasm-zstd";
import { McapIndexedReader } from "@mcap/core";
import { of } from "rxjs";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { createSurpriseRecorder } from "../../../../src/app/surprise/surprise-recorder.ts";
import { systemClock } from "../../../../src/core/clock.ts";
import { cameraSample } from "../../../support/samples.ts";
import { smallDisk, smallDiskMissing } from "../../../support/small-disk.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

async function scene(change: Record<string, number> = {}, given?: string) {
  const directory = given ?? join(await temporaryFolder(), "surprises");
  const log = { debug: vi.fn(), info: vi.fn(), warn: vi.fn(), error: vi.fn() };
  const settings = {
    ...{ directory, above: 0.99, beforeS: 10, afterS: 0.15, memoryMb: 1, diskMb: 1, everyS: 0 },
    ...change,
  };
  const address = { fleet: "f", device: "d" };
  const recorder = createSurpriseRecorder({ settings, address, clock: systemClock, log });
  onTestFinished(() => recorder.close());
  let n = 0;
  const frame = (quantile: number, bytes = 1000): void => {
    const sample = cameraSample({ ms: 100 * n });
    const { stampNs } = sample;
    const message = {
      topic: "saccade/v1/f/d/camera/frame",
      contentType: "image/jpeg",
      payload: Uint8Array.from({ length: bytes }, (_, i) => (i * i * 31 + n * i) % 251),
      arrivalMs: systemClock.monotonicMs(),
      stampNs,
      sequence: n++,
    };
    of(message).pipe(recorder.remember("jpeg")).subscribe();
    const surprise = { quantile, regions: [], grid: undefined, novelty: undefined, frames: 300 };
    const grid = { rows: 1, columns: 1, channels: 2 };
    const embedding = Float32Array.of(1, 2);
    recorder.answered(
      { sample, answer: { embedding, grid, version: "v", step: 1, surprise } },
      {
        ...{ sensor: "camera", sequence: n, stampNs, ageMs: 1, modelVersion: "v" },
        ...{ contractVersion: 1, embedding },
      },
    );
  };
  const settled = (): Promise<void> =>
    vi.waitFor(
      () => {
        const { written, failed } = recorder.counts();
        expect(written + failed).toBeGreaterThan(0);
      },
      { timeout: 10_000 },
    );
  const files = (): Promise<string[]> => readdir(directory);
  return { directory, recorder, frame, settled, files, log };
}

/** Stamps of a topic's messages, in tenths of a second. */
async function recorded(path: string): Promise<Record<string, number[]>> {
  const bytes = await readFile(path);
  const readable = {
    size: () => Promise.resolve(BigInt(bytes.length)),
    read: (offset: bigint, size: bigint) =>
      Promise.resolve(new Uint8Array(bytes.subarray(Number(offset), Number(offset + size)))),
  };
  await isLoaded;
  const decompressHandlers = {
    zstd: (packed: Uint8Array, size: bigint) => decompress(packed, Number(size)),
  };
  const reader = await McapIndexedReader.Initialize({ readable, decompressHandlers });
  const found: Record<string, number[]> = {};
  for await (const { channelId, publishTime } of reader.readMessages()) {
    const kind = reader.channelsById.get(channelId)!.topic.split("/").at(-1)!;
    (found[kind] ??= []).push(Number(publishTime / 100_000_000n));
  }
  return found;
}

describe("createSurpriseRecorder", () => {
  it("writes one file with what came before the surprise and after it, which the reference library reads", async () => {
    const { directory, frame, settled, files, recorder } = await scene();
    for (let i = 0; i < 5; i++) frame(0.5);
    frame(1);
    for (let i = 0; i < 3; i++) frame(1);
    await settled();
    const [name, ...others] = await files();
    expect(others).toEqual([]);
    expect(name).toMatch(/^surprise-\d{8}T\d{6}\.\d{3}Z-camera\.mcap$/);
    const expected = [0, 1, 2, 3, 4, 5, 6, 7, 8];
    expect(await recorded(join(directory, name!))).toEqual({
      frame: expected,
      features: expected,
      surprise: expected,
    });
    expect(recorder.counts()).toMatchObject({ written: 1, passedOver: 3 });
  });

  it("holds in memory no more than its bound, the newest", async () => {
    const { directory, frame, settled, files } = await scene();
    for (let i = 0; i < 20; i++) frame(0.5, 100_000);
    frame(1, 1000);
    await settled();
    const { frame: stamps } = await recorded(join(directory, (await files())[0]!));
    expect(stamps!.length).toBeLessThan(12);
    expect(stamps!.at(-1)).toBe(20);
  });

  it("waits between two files", async () => {
    const { frame, settled, files, recorder } = await scene({ everyS: 100 });
    frame(1);
    await settled();
    frame(1);
    await sleep(300);
    expect(await files()).toHaveLength(1);
    expect(recorder.counts()).toMatchObject({ written: 1, passedOver: 1 });
  });

  it("deletes its own oldest files, and no other, when the disk budget is used", async () => {
    const { directory, frame, settled, files, recorder } = await scene();
    frame(1);
    await settled();
    await writeFile(join(directory, "surprise-20200101T000000.000Z-a.mcap"), new Uint8Array(6e5));
    await writeFile(join(directory, "surprise-20210101T000000.000Z-a.mcap"), new Uint8Array(6e5));
    await writeFile(join(directory, "precious.mcap"), new Uint8Array(2e6));
    frame(1);
    await vi.waitFor(() => {
      expect(recorder.counts().written).toBe(2);
    });
    const names = await files();
    expect(names).not.toContain("surprise-20200101T000000.000Z-a.mcap");
    expect(names).toContain("precious.mcap");
    expect(recorder.counts().deleted).toBeGreaterThan(0);
  });

  it("raises an alarm and goes on when it cannot write", async () => {
    const { frame, settled, log, recorder } = await scene({}, "/dev/null/surprises");
    frame(1);
    await settled();
    frame(0.5);
    expect(recorder.counts()).toMatchObject({ written: 0, failed: 1 });
    expect(log.error).toHaveBeenCalledWith(expect.stringContaining("could not be kept"));
  });

  it.skipIf(smallDiskMissing !== undefined)(
    `counts a file whose last write finds the disk full as failed, and keeps the next surprise${smallDiskMissing ? ` (skipped: ${smallDiskMissing})` : ""}`,
    async () => {
      const disk = await smallDisk(256);
      const directory = join(disk.folder, "surprises");
      const { frame, settled, log, files, recorder } = await scene({ afterS: 2 }, directory);
      frame(1);
      // The messages wait in the chunk until the file ends; so far there is the header alone.
      await vi.waitFor(async () => {
        const [name] = await files();
        expect((await stat(join(directory, name!))).size).toBeGreaterThan(0);
      });
      disk.fill();
      await settled();
      expect(recorder.counts()).toMatchObject({ written: 0, failed: 1 });
      expect(log.error).toHaveBeenCalledWith(expect.stringContaining("the disk is full"));
      expect(log.info).not.toHaveBeenCalled();

      await disk.clear();
      frame(1);
      await vi.waitFor(
        () => {
          expect(recorder.counts()).toMatchObject({ written: 1, failed: 1 });
        },
        { timeout: 10_000 },
      );
      const kept = (await files()).toSorted().at(-1)!;
      expect((await recorded(join(directory, kept)))["frame"]).toContain(1);
    },
  );
});
