import { compressLzf } from "./compress-lzf.ts";

/** One float field a name; a row a point. */
export function pcdFile(
  data: "ascii" | "binary" | "binary_compressed",
  names: readonly string[],
  rows: readonly (readonly number[])[],
): Uint8Array {
  const header = [
    "# .PCD v0.7 - Point Cloud Data file format",
    "VERSION 0.7",
    `FIELDS ${names.join(" ")}`,
    `SIZE ${names.map(() => 4).join(" ")}`,
    `TYPE ${names.map(() => "F").join(" ")}`,
    `COUNT ${names.map(() => 1).join(" ")}`,
    `WIDTH ${rows.length}`,
    "HEIGHT 1",
    "VIEWPOINT 0 0 0 1 0 0 0",
    `POINTS ${rows.length}`,
    `DATA ${data}`,
    "",
  ].join("\n");
  return Buffer.concat([Buffer.from(header), bodies[data](rows)]);
}

const floats = (numbers: readonly number[]) => Buffer.from(Float32Array.from(numbers).buffer);

const bodies = {
  ascii: (rows: readonly (readonly number[])[]) =>
    Buffer.from(rows.map((row) => `${row.join(" ")}\n`).join("")),
  binary: (rows: readonly (readonly number[])[]) => floats(rows.flat()),
  binary_compressed: (rows: readonly (readonly number[])[]) => {
    const planes = (rows[0] ?? []).flatMap((_, column) => rows.map((row) => row[column]!));
    const full = floats(planes);
    const compressed = compressLzf(full);
    const sizes = Buffer.alloc(8);
    sizes.writeUInt32LE(compressed.length, 0);
    sizes.writeUInt32LE(full.length, 4);
    return Buffer.concat([sizes, compressed]);
  },
};
