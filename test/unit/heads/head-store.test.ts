import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import type { Head } from "../../../src/heads/head-schema.ts";
import { readHead, readHeads, readHeadSamples, writeHead } from "../../../src/heads/head-store.ts";
import { mostSampleBytes, sha256Of, unpackSamples } from "../../../src/heads/labelled-samples.ts";
import { ridge } from "../../../src/heads/kinds/ridge.ts";
import { labelledFeatures } from "../../support/labelled-features.ts";
import { cameraSample, lidarSample } from "../../support/samples.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";

const fitting = { seed: 1, threads: 1, engine: () => Promise.reject(new Error("not needed")) };
const known = labelledFeatures({ rows: 20, columns: 4, noise: 0.1, seed: 2 });
const { model } = await ridge.fit({ ...fitting, ...known });
const head: Omit<Head, "samples"> = {
  format: 1,
  name: "distance",
  sensor: "camera",
  column: "d",
  kind: "ridge",
  modelVersion: "0123456789abcdef",
  seed: 1,
  labels: 3,
  score: { n: 0, reason: "none" },
  model,
};
const samples = [1, 2, 3].map((ms) => cameraSample({ ms, pixel: (r, c) => 10 * ms + r + c }));
const kept = { samples, labels: Float64Array.of(1, 2.5, -3) };

describe("heads beside a checkpoint", () => {
  it("come back with their labelled frames", async () => {
    const root = await temporaryFolder();
    await writeHead(root, head, kept);
    const read = await readHead(root, "camera", "distance");
    expect(read).toMatchObject({ name: "distance", modelVersion: head.modelVersion });
    const own = await readHeadSamples(root, read);
    expect(own?.labels).toEqual(kept.labels);
    expect(own?.samples.map(({ pixels, stampNs }) => ({ pixels, stampNs }))).toEqual(
      samples.map(({ pixels, stampNs }) => ({ pixels, stampNs })),
    );
  });

  it("keep 16-bit scans", async () => {
    const root = await temporaryFolder();
    const scans = [1, 2].map((ms) => lidarSample({ ms, pixel: (r, c) => 30_000 * r + c + ms }));
    await writeHead(root, head, { samples: scans, labels: Float64Array.of(1, 2) });
    const own = await readHeadSamples(root, await readHead(root, "camera", "distance"));
    expect(own?.samples[1]?.pixels).toEqual(scans[1]!.pixels);
  });

  it("replace one of the same name, its frames included, and leave others", async () => {
    const root = await temporaryFolder();
    await writeHead(root, { ...head, name: "distance-2" }, kept);
    await writeHead(root, head, kept);
    await writeHead(root, head, { ...kept, labels: Float64Array.of(4, 5, 6) });
    const files = await readdir(join(root, "camera", "heads"));
    expect(files.filter((name) => name.endsWith(".gz"))).toHaveLength(2);
    expect((await readHeads(root, "camera")).map(({ name }) => name)).toEqual([
      "distance",
      "distance-2",
    ]);
    const read = await readHead(root, "camera", "distance-2");
    expect((await readHeadSamples(root, read))?.labels).toEqual(kept.labels);
  });

  it("keep an even choice of more frames than there is room for", async () => {
    const root = await temporaryFolder();
    const large = cameraSample({ ms: 1, height: 512, width: 2048 });
    const count = 4 * Math.ceil(mostSampleBytes / large.pixels.byteLength);
    const many = Array.from({ length: count }, () => large);
    const labels = Float64Array.from(many.keys());
    await writeHead(root, head, { samples: many, labels });
    const own = await readHeadSamples(root, await readHead(root, "camera", "distance"));
    expect(own!.samples.length * large.pixels.byteLength).toBeLessThanOrEqual(mostSampleBytes);
    expect(own!.labels[1]! - own!.labels[0]!).toBeGreaterThanOrEqual(4);
  });

  it("are told apart from damaged ones", async () => {
    const root = await temporaryFolder();
    const path = await writeHead(root, head, kept);
    await writeFile(path, (await readFile(path, "utf8")).replace('"camera"', '"lidar"'));
    expect(await readHeads(root, "camera")).toMatchObject([{ name: "distance", problem: /hash/ }]);
    await expect(readHead(root, "camera", "distance")).rejects.toMatchObject({
      code: "HEAD_INVALID",
    });
    await expect(readHead(root, "camera", "steering")).rejects.toMatchObject({
      code: "HEAD_UNKNOWN",
    });
  });

  it("refuse frames that are not theirs", async () => {
    const root = await temporaryFolder();
    await writeHead(root, head, kept);
    const read = await readHead(root, "camera", "distance");
    const path = join(root, "camera", "heads", read.samples!.file);
    await writeFile(path, gzipSync("other"));
    await expect(readHeadSamples(root, read)).rejects.toMatchObject({ code: "HEAD_INVALID" });
    const elsewhere = { ...read, samples: { ...read.samples!, file: "../../secret" } };
    await expect(readHeadSamples(root, elsewhere)).rejects.toMatchObject({ code: "HEAD_INVALID" });
  });
});

describe("packed frames", () => {
  it("are not unpacked beyond their bound", async () => {
    const bomb = gzipSync(new Uint8Array(2 * mostSampleBytes));
    expect(sha256Of(bomb)).toHaveLength(64);
    await expect(unpackSamples(bomb)).rejects.toThrow();
  });

  it("are refused when sizes do not fit", async () => {
    const line = {
      sensor: "camera",
      layout: { height: 2, width: 2, channels: 3 },
      dtype: "uint8",
      stampsNs: ["1"],
      labels: [1],
    };
    await expect(unpackSamples(gzipSync(`${JSON.stringify(line)}\nshort`))).rejects.toThrow(
      "1 frames of 12 bytes in 5",
    );
  });
});
