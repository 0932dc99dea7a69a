import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { createSampler } from "../../../src/decode/sample-pipeline.ts";
import { cameraSpec, lidarSpec } from "../../support/sampler-specs.ts";

const header = { sensor: "any", stampNs: 5n, arrivalMs: 7, sequence: 2 };
const bytesOf = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);

describe("createSampler", () => {
  it("makes camera samples of the size in the spec", async () => {
    const jpeg = await sharp({
      create: { width: 64, height: 48, channels: 3, background: { r: 200, g: 100, b: 50 } },
    })
      .jpeg()
      .toBuffer();
    const sampled = await createSampler(cameraSpec).sample(jpeg, header);
    if (!sampled.ok) throw new Error(sampled.detail);
    expect(sampled.sample).toMatchObject({ ...header, layout: { height: 8, width: 16 } });
    expect(sampled.sample.pixels).toHaveLength(16 * 8 * 3);
    expect(Math.abs(sampled.sample.pixels[0]! - 200)).toBeLessThan(3);
    expect(sampled.notes).toEqual({});
  });

  it("counts the points that a lidar sample leaves out, by why", async () => {
    const payload = bytesOf(10, 0, 0, 1, NaN, 0, 0, 1, 0.5, 0, 0, 1, 99, 0, 0, 1, 5, 0, 5, 1);
    const sampled = await createSampler(lidarSpec).sample(payload, header);
    expect(sampled).toMatchObject({
      ok: true,
      notes: {
        "points-occluded": 0,
        "points-non-finite": 1,
        "points-too-near": 1,
        "points-too-far": 1,
        "points-outside-fov": 1,
      },
    });
  });

  it("refuses a scan that leaves the range image empty", async () => {
    const payload = bytesOf(NaN, 0, 0, 1, 0.5, 0, 0, 1);
    expect(await createSampler(lidarSpec).sample(payload, header)).toEqual({
      ok: false,
      reason: "scan-no-valid-points",
      detail: expect.stringContaining("1 points-non-finite, 1 points-too-near") as string,
    });
  });

  it("passes the decoder's reason on", async () => {
    const sampler = createSampler(lidarSpec);
    expect(await sampler.sample(new Uint8Array(3), header)).toMatchObject({
      ok: false,
      reason: "scan-length-not-multiple-of-16",
    });
  });

  it("keeps samples of overlapping calls apart", async () => {
    const sampler = createSampler(lidarSpec);
    const both = await Promise.all([
      sampler.sample(bytesOf(10, 0, 0, 1), header),
      sampler.sample(bytesOf(0, 10, 0, 1), header),
    ]);
    const hits = both.map((s) => (s.ok ? s.sample.pixels.findIndex((value) => value > 0) : -1));
    expect(new Set(hits).size).toBe(2);
  });

  it("refuses a spec that makes no sense at once", () => {
    expect(() => createSampler({ ...cameraSpec, encoding: "kitti" })).toThrow(
      /encoding of a camera/,
    );
  });
});
