/** A LAS 1.2 file of point format 0 with millimetre scales and a survey's offset; a row a point. */
export function lasFile(rows: readonly (readonly number[])[]): Uint8Array {
  const header = Buffer.alloc(227);
  header.write("LASF", 0, "latin1");
  header.writeUInt8(1, 24);
  header.writeUInt8(2, 25);
  header.writeUInt16LE(227, 94);
  header.writeUInt32LE(227, 96);
  header.writeUInt8(0, 104);
  header.writeUInt16LE(20, 105);
  header.writeUInt32LE(rows.length, 107);
  for (const axis of [0, 1, 2]) {
    header.writeDoubleLE(0.001, 131 + 8 * axis);
    header.writeDoubleLE(500_000, 155 + 8 * axis);
  }
  const points = rows.map(([x = 0, y = 0, z = 0, intensity = 0]) => {
    const point = Buffer.alloc(20);
    for (const [axis, value] of [x, y, z].entries())
      point.writeInt32LE(Math.round(value * 1000), 4 * axis);
    point.writeUInt16LE(Math.round(intensity * 65_535), 12);
    return point;
  });
  return Buffer.concat([header, ...points]);
}
