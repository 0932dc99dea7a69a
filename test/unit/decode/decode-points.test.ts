import { describe, expect, it } from "vitest";
import { decodePoints } from "../../../src/decode/decode-points.ts";
import type { PackedField, PackedPoints } from "../../../src/messages/packed-points.ts";

const header = { sensor: "roof", stampNs: 5n, arrivalMs: 1 };
const limits = { maxPixels: 1, maxPoints: 1000 };

const field = (name: string, offset: number, type: PackedField["type"]) => ({ name, offset, type });
const xyz = [field("x", 0, "float32"), field("y", 4, "float32"), field("z", 8, "float32")];

function cloud(part: Partial<PackedPoints>): PackedPoints {
  const empty = { stampNs: 0n, frameId: "", width: 1, height: 1, fields: xyz, pointStep: 12 };
  return { ...empty, rowStep: 12, isBigEndian: false, data: new Uint8Array(12), ...part };
}

function pointsOf(part: Partial<PackedPoints>): number[] | string {
  const decoded = decodePoints(cloud(part), header, limits);
  if (!decoded.ok) return decoded.reason;
  if (decoded.frame.kind !== "lidar") throw new Error("expected a scan");
  return [...decoded.frame.points];
}

describe("decodePoints", () => {
  it("reads fields of any type, order and endianness among padding", () => {
    for (const isBigEndian of [false, true]) {
      const view = new DataView(new ArrayBuffer(30));
      const isLittle = !isBigEndian;
      view.setFloat64(3, 1.5, isLittle);
      view.setInt16(12, -7, isLittle);
      view.setFloat32(16, 2.25, isLittle);
      view.setUint16(22, 65_535, isLittle);
      const fields = [
        field("ring", 0, "uint8"),
        field("intensity", 22, "uint16"),
        field("z", 16, "float32"),
        field("x", 3, "float64"),
        field("y", 12, "int16"),
      ];
      const data = new Uint8Array(view.buffer);
      const part = { fields, pointStep: 30, rowStep: 30, isBigEndian, data };
      expect(pointsOf(part)).toEqual([1.5, -7, 2.25, 1]);
    }
  });

  it("reads an organised cloud row by row past the padding of rows", () => {
    const rows = [1, 2, 3, 4, 5, 6, 99, 7, 8, 9, 10, 11, 12, 99];
    const data = new Uint8Array(Float32Array.from(rows).buffer);
    expect(pointsOf({ width: 2, height: 2, rowStep: 28, data })).toEqual([
      ...[1, 2, 3, 0, 4, 5, 6, 0],
      ...[7, 8, 9, 0, 10, 11, 12, 0],
    ]);
  });

  it("takes floats of any scale as an intensity in [0, 1]", () => {
    const fields = [...xyz, field("intensity", 12, "float32")];
    for (const [values, expected] of [
      [
        [0.5, 1],
        [0.5, 1],
      ],
      [
        [51, 255],
        [0.2, 1],
      ],
      [
        [13_107, 65_535],
        [0.2, 1],
      ],
    ] as const) {
      const data = new Uint8Array(Float32Array.from(values.flatMap((v) => [1, 2, 3, v])).buffer);
      const points = pointsOf({ fields, width: 2, pointStep: 16, rowStep: 32, data });
      expect([points[3], points[7]]).toEqual(expected.map(Math.fround));
    }
  });

  it.each<[string, Partial<PackedPoints>]>([
    ["scan-empty", { width: 0 }],
    ["scan-too-large", { width: 4e9 }],
    ["scan-too-large", { height: 4e9 }],
    ["scan-corrupt", { pointStep: 0 }],
    ["scan-corrupt", { rowStep: 11 }],
    ["scan-corrupt", { fields: xyz.slice(1) }],
    ["scan-corrupt", { fields: [field("x", 9, "float32"), ...xyz.slice(1)] }],
    ["scan-corrupt", { fields: [field("x", 4e9, "float64"), ...xyz.slice(1)] }],
    ["scan-corrupt", { fields: [field("x", 0, undefined), ...xyz.slice(1)] }],
    ["scan-truncated", { height: 2 }],
    ["scan-truncated", { data: new Uint8Array(11) }],
    ["scan-truncated", { pointStep: 4e9, rowStep: 4e9 }],
  ])("refuses with %s", (reason, part) => {
    expect(pointsOf(part)).toBe(reason);
  });
});
