import { rm } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainedWall } from "../../support/trained-wall.ts";
import { lastJson, runCli } from "./run-cli.ts";

let folder: string;
let recording: string;
let checkpoint: string;

beforeAll(async () => {
  ({ folder, recording, checkpoint } = await trainedWall({ frames: 300, steps: 20 }));
});
afterAll(() => rm(folder, { recursive: true }));

const head = (...args: readonly string[]) =>
  runCli("head", ...args, "--checkpoint", checkpoint, "--json");
const fit = (...args: readonly string[]) =>
  head("fit", "--recording", recording, "--sensor", "camera", ...args);

const number = expect.any(Number) as number;

describe("saccade head", () => {
  it("fits from a few labels, compares, and lists what it wrote", async () => {
    const { code, out, err } = await fit(
      ...["--column", "phase", "--labels", "40", "--baselines", "--draws", "1"],
    );
    expect(code, err).toBe(0);
    const draws = { mean: number, least: number, most: number };
    expect(lastJson(out)).toMatchObject({
      name: "phase",
      kind: "ridge",
      labels: 40,
      score: { n: 90, value: number, constant: number, rmse: number, covered: number },
      comparison: { draws: 1, features: draws, thumbnail: draws, pca: draws, supervised: draws },
    });
    const listed = await head("list");
    expect(lastJson(listed.out)).toMatchObject({
      heads: [{ name: "phase", sensor: "camera", labels: 40, keepsSamples: true }],
    });
  });

  it("is explained in a picture, and so is a frame without one", async () => {
    await fit("--column", "phase", "--labels", "40");
    const out = join(folder, "why.png");
    const explain = (...args: readonly string[]) =>
      runCli(
        ...["explain", recording, "--at", "3.14", "--checkpoint", checkpoint],
        ...["--sensor", "camera", "--out", out, "--json", ...args],
      );
    const why = await explain("--head", "phase", "--check", "2");
    expect(why.code, why.err).toBe(0);
    expect(lastJson(why.out)).toMatchObject({
      atS: 3.1,
      head: { name: "phase", value: number, stddev: number, origin: "exact" },
      agreement: number,
      similar: [{ likeness: number }, { likeness: number }, { likeness: number }, {}],
      check: { frames: 2, ratio: number },
    });
    expect(await sharp(out).metadata()).toMatchObject({ format: "png", width: 1200 });
    const plain = await explain();
    expect(plain.code, plain.err).toBe(0);
    expect(lastJson(plain.out)["answer"]).toBeGreaterThan(0);
    const late = await explain("--at", "1000");
    expect([late.code, late.err]).toEqual([2, expect.stringContaining("seconds from 0 to 29.9")]);
  });

  it("says what it needs, which columns there are, and how many labels", async () => {
    const without = await head("fit", "--sensor", "camera");
    expect([without.code, without.err]).toEqual([2, expect.stringContaining("--recording")]);
    const unknown = await fit("--column", "wheel");
    expect([unknown.code, unknown.err]).toEqual([2, expect.stringContaining("phase, still")]);
    const few = await fit("--column", "phase", "--labels", "5");
    expect([few.code, few.err]).toEqual([2, expect.stringContaining("at least 10")]);
    const kind = await fit("--column", "phase", "--kind", "forest");
    expect([kind.code, kind.err]).toEqual([2, expect.stringContaining("logistic, mlp, ridge")]);
  });
});
