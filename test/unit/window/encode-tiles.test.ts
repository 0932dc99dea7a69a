import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { encodeTiles } from "../../../src/window/encode-tiles.ts";

describe("tiles as one picture", () => {
  it("stand above one another; cells without a return are transparent, a narrow limit shrinks", async () => {
    const scan = { height: 8, width: 64, channels: 1, pixels: new Uint8Array(512) } as const;
    scan.pixels.fill(1, 256);
    const hit = { ...scan, pixels: new Uint8Array(512).fill(255) };
    const file = await encodeTiles([{ picture: scan }, { picture: hit }], { widestPx: 320 });
    const { data, info } = await sharp(file).raw().toBuffer({ resolveWithObject: true });
    expect(info).toMatchObject({ width: 64, height: 16, channels: 4, format: "raw" });
    expect(data[3]).toBe(0);
    expect(data[4 * 64 * 7 + 3]).toBe(255);
    // Near is light and yellow, far is dark and violet.
    const colour = (row: number) => [
      ...data.subarray(4 * (64 * row + 32), 4 * (64 * row + 32) + 3),
    ];
    expect(colour(6)[1]).toBeGreaterThan(180);
    expect(colour(12)[1]).toBeLessThan(50);
    const small = await sharp(await encodeTiles([{ picture: hit }], { widestPx: 32 })).metadata();
    expect(small).toMatchObject({ width: 32, height: 4, format: "webp" });
  });
});
