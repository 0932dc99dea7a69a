import { describe, expect, it } from "vitest";
import { kitti } from "../../../src/decode/kitti.ts";

const header = { sensor: "top", stampNs: 5n, arrivalMs: 7, sequence: 3 };
const limits = { maxPixels: 1, maxPoints: 4 };
const bytesOf = (...numbers: number[]) => new Uint8Array(Float32Array.from(numbers).buffer);

describe("kitti", () => {
  it("reads x, y, z and intensity and stamps the scan by its header", async () => {
    const decoded = await kitti.decode(bytesOf(1, 2, 3, 0.5, -4, 5, -6, 1), header, limits);
    const points = Float32Array.of(1, 2, 3, 0.5, -4, 5, -6, 1);
    expect(decoded).toEqual({ ok: true, frame: { kind: "lidar", ...header, points } });
  });

  it("keeps points that are not finite", async () => {
    const decoded = await kitti.decode(bytesOf(NaN, Infinity, 0, 0), header, limits);
    expect(decoded).toMatchObject({
      ok: true,
      frame: { points: Float32Array.of(NaN, Infinity, 0, 0) },
    });
  });

  it.each([
    [0, "scan-empty"],
    [15, "scan-length-not-multiple-of-16"],
    [17, "scan-length-not-multiple-of-16"],
    [80, "scan-too-large"],
  ])("answers %i bytes with %s", async (length, reason) => {
    const decoded = await kitti.decode(new Uint8Array(length), header, limits);
    expect(decoded).toMatchObject({ ok: false, reason });
  });
});
