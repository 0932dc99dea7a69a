import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { pcd } from "../../../src/decode/pcd.ts";
import { pcdFile } from "../../support/pcd-file.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";

const header = { sensor: "top", stampNs: 5n, arrivalMs: 7 };
const limits = { maxPixels: 1, maxPoints: 200_000 };

async function pointsOf(bytes: Uint8Array): Promise<number[]> {
  const decoded = await pcd.decode(bytes, header, limits);
  if (!decoded.ok) throw new Error(`${decoded.reason}: ${decoded.detail}`);
  return [...(decoded.frame.kind === "lidar" ? decoded.frame.points : [])];
}

/** A header of these lines, then this body. */
function file(lines: readonly string[], body: Uint8Array | string): Uint8Array {
  return Buffer.concat([Buffer.from(`${lines.join("\n")}\n`), Buffer.from(body)]);
}

const rows = [
  [1, 2, 3, 0.5],
  [4, 5, 6, 0.25],
  [7, 8, 9, 1],
];

describe("pcd", () => {
  it.each(["ascii", "binary", "binary_compressed"] as const)("reads %s points", async (data) => {
    expect(await pointsOf(pcdFile(data, ["x", "y", "z", "intensity"], rows))).toEqual(rows.flat());
  });

  it.each(["ascii", "binary", "binary_compressed"] as const)(
    "finds its fields of a %s cloud in any order, beside others",
    async (data) => {
      const shuffled = rows.map(([x, y, z, i]) => [99, z!, i!, x!, 98, y!]);
      const names = ["ring", "z", "i", "x", "time", "y"];
      expect(await pointsOf(pcdFile(data, names, shuffled))).toEqual(rows.flat());
    },
  );

  it("gives intensity 0 where the cloud has none", async () => {
    const xyz = rows.map((row) => row.slice(0, 3));
    expect(await pointsOf(pcdFile("binary", ["x", "y", "z"], xyz))).toEqual(
      rows.flatMap(([x, y, z]) => [x, y, z, 0]),
    );
  });

  it("reads doubles and integers, skips padding and array fields, and scales intensity by its type", async () => {
    const body = Buffer.alloc(2 * 27);
    for (const [i, [x, y, z]] of rows.slice(0, 2).entries()) {
      body.writeDoubleLE(x!, i * 27 + 4);
      body.writeInt16LE(y!, i * 27 + 12);
      body.writeUInt32LE(z!, i * 27 + 14);
      body.writeUInt8(i === 0 ? 255 : 51, i * 27 + 26);
    }
    const lines = [
      "FIELDS _ x y z normal intensity",
      "SIZE 1 8 2 4 4 1",
      "TYPE U F I U F U",
      "COUNT 4 1 1 1 2 1",
      "WIDTH 2",
      "POINTS 2",
      "DATA binary",
    ];
    expect(await pointsOf(file(lines, body))).toEqual([1, 2, 3, 1, 4, 5, 6, Math.fround(0.2)]);
  });

  it("takes float intensities above 1.5 for 0 to 255", async () => {
    const bytes = pcdFile(
      "binary",
      ["x", "y", "z", "intensity"],
      [
        [1, 2, 3, 255],
        [1, 2, 3, 51],
      ],
    );
    expect(await pointsOf(bytes)).toEqual([1, 2, 3, 1, 1, 2, 3, Math.fround(0.2)]);
  });

  it("ignores bytes and lines after the last point", async () => {
    for (const data of ["ascii", "binary", "binary_compressed"] as const) {
      const bytes = pcdFile(data, ["x", "y", "z", "intensity"], rows);
      const longer = Buffer.concat([bytes, Buffer.from("9 9 9 9\n9 9 9 9\n")]);
      expect(await pointsOf(longer)).toEqual(rows.flat());
    }
  });

  it("keeps nan of an ascii cloud as a point that is not finite", async () => {
    const lines = ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "WIDTH 1", "HEIGHT 1", "DATA ascii"];
    expect(await pointsOf(file(lines, "nan 2 3\n"))).toEqual([NaN, 2, 3, 0]);
  });

  it.each([
    ["scan-empty", []],
    ["scan-corrupt", ["hello"]],
    ["scan-corrupt", ["FIELDS x y", "SIZE 4 4", "TYPE F F", "POINTS 1", "DATA binary"]],
    ["scan-corrupt", ["FIELDS x y z", "SIZE 4 4 3", "TYPE F F F", "POINTS 1", "DATA binary"]],
    ["scan-corrupt", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F X", "POINTS 1", "DATA binary"]],
    ["scan-corrupt", ["FIELDS x y z", "SIZE 4 4 2", "TYPE F F F", "POINTS 1", "DATA binary"]],
    ["scan-corrupt", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "DATA binary"]],
    ["scan-corrupt", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "POINTS 1", "DATA zip"]],
    [
      "scan-corrupt",
      ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "COUNT 1 1 999", "POINTS 1", "DATA binary"],
    ],
    ["scan-empty", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "POINTS 0", "DATA binary"]],
    ["scan-truncated", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "POINTS 9", "DATA binary"]],
    ["scan-truncated", ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "POINTS 9", "DATA ascii"]],
    [
      "scan-too-large",
      ["FIELDS x y z", "SIZE 4 4 4", "TYPE F F F", "POINTS 18446744065119617025", "DATA binary"],
    ],
  ])("answers with %s to %j", async (reason, lines) => {
    const bytes = lines.length === 0 ? new Uint8Array(0) : file(lines, "1 2 3\n");
    expect(await pcd.decode(bytes, header, limits)).toMatchObject({ ok: false, reason });
  });

  it("refuses a compressed cloud that announces more than its bytes can hold", async () => {
    const names = ["x", "y", "z", "intensity"];
    const bytes = pcdFile("binary_compressed", names, Array<number[]>(200).fill([0, 0, 0, 0]));
    const start = bytes.indexOf(10, Buffer.from(bytes).indexOf("DATA")) + 1;
    const cut = Buffer.from(bytes.subarray(0, start + 8 + 16));
    cut.writeUInt32LE(16, start);
    expect(await pcd.decode(cut, header, limits)).toMatchObject({
      ok: false,
      reason: "scan-corrupt",
      detail: expect.stringContaining("too few") as string,
    });
  });

  it("finds every cut of a compressed cloud, and of an ascii cloud before its last line", async () => {
    for (const data of ["binary_compressed", "ascii"] as const) {
      const bytes = pcdFile(data, ["x", "y", "z", "intensity"], rows);
      const visible = data === "ascii" ? bytes.length - 8 : bytes.length;
      for (let length = 0; length < visible; length++) {
        const decoded = await pcd.decode(bytes.subarray(0, length), header, limits);
        expect([length, decoded.ok]).toEqual([length, false]);
      }
    }
  });
});

const formats = sharedDataSuite("formats/pcd");
describe.skipIf(formats.isAbsent)(`pcd on files of other programs${formats.note}`, () => {
  it.each([
    ["pcd/ouster_cloud-ascii.pcd", 1, [1, 2, 3, 0]],
    ["pcd/ouster_cloud-binary.pcd", 1, [1, 2, 3, 0]],
    ["pcd/simpleHighway_ascii.pcd", 976, [4.8446164, 0.078876585, 0.05669206, 0]],
    ["pcd/riegl_padding_field_first5000.pcd", 5000, undefined],
    ["pcd/kitti_hdl64_binary_trailing_bytes.pcd", 119_978, undefined],
    ["derived_from_kitti/frame0_first3000_ascii.pcd", 3000, [34.809, 5.52, 1.401, 0]],
  ])("reads %s", async (path, count, first) => {
    const points = await pointsOf(await readFile(sharedData(`formats/${path}`)));
    expect(points).toHaveLength(count * 4);
    expect(points.every(Number.isFinite)).toBe(true);
    if (first !== undefined) expect(points.slice(0, 4)).toEqual(first.map(Math.fround));
  });

  it("reads PCL's compressed cloud as the same points as the original scan", async () => {
    const path = "formats/derived_from_kitti/frame0_binary_compressed.pcd";
    const points = await pointsOf(await readFile(sharedData(path)));
    const scan = await readFile(
      sharedData("dev/kitti_stop_sync/velodyne_points/data/0000000000.bin"),
    );
    const original = new Float32Array(scan.length / 4);
    new Uint8Array(original.buffer).set(scan);
    expect(points).toEqual([...original]);
  });

  it.each([
    ["pcd_header_only.pcd", "scan-corrupt"],
    ["pcd_points_huge.pcd", "scan-too-large"],
    ["pcd_points_more_than_data.pcd", "scan-truncated"],
  ])("answers %s with %s", async (name, reason) => {
    const bytes = await readFile(sharedData(`formats/derived_malformed/${name}`));
    expect(await pcd.decode(bytes, header, limits)).toMatchObject({ ok: false, reason });
  });
});
