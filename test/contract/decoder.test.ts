import sharp from "sharp";
import { crc32 } from "node:zlib";
import { expect, it } from "vitest";
import { decoders } from "../../src/decode/index.ts";
import type { Frame } from "../../src/frames/frame.ts";
import { pcdFile } from "../support/pcd-file.ts";
import { describeDecoder, type DecoderExample } from "./decoder-contract.ts";

const width = 12;
const height = 8;

/** Red on the left half, blue on the right: survives JPEG and WebP nearly as it is. */
const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
  const isLeft = Math.floor(i / 3) % width < width / 2;
  return i % 3 === (isLeft ? 0 : 2) ? 200 : 30;
});
const image = () => sharp(rgb, { raw: { width, height, channels: 3 } });

const expectImage = (tolerance: number) => (frame: Frame) => {
  if (frame.kind !== "camera") throw new Error(`expected a camera frame, received ${frame.kind}`);
  expect([frame.width, frame.height]).toEqual([width, height]);
  const worst = Math.max(...frame.rgb.map((value, i) => Math.abs(value - rgb[i]!)));
  expect(worst).toBeLessThanOrEqual(tolerance);
};

const points = Array.from({ length: 6 }, (_, i) => [i, -i, i / 2, i / 8]);

const expectPoints = (frame: Frame) => {
  expect(frame).toMatchObject({ kind: "lidar", points: Float32Array.from(points.flat()) });
};

const always = () => true;

/** One example a decoder: a decoder without one fails the last test below. */
const examples: Readonly<Record<string, () => Promise<DecoderExample>>> = {
  jpeg: async () => {
    const bytes = await image().jpeg({ quality: 95, chromaSubsampling: "4:4:4" }).toBuffer();
    const bomb = Buffer.from(bytes);
    const frameHeader = bomb.indexOf(Buffer.from([0xff, 0xc0]));
    bomb.writeUInt16BE(60_000, frameHeader + 5);
    bomb.writeUInt16BE(60_000, frameHeader + 7);
    return { bytes, bomb, expectFrame: expectImage(12), isVisibleCut: always };
  },
  kitti: () => {
    const bytes = new Uint8Array(Float32Array.from(points.flat()).buffer);
    // The encoding has no header: a cut between two points cannot be seen.
    const isVisibleCut = (length: number) => length % 16 !== 0 || length === 0;
    const bomb = new Uint8Array(100_001 * 16);
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut });
  },
  pcd: () => {
    const bytes = pcdFile("binary", ["x", "y", "z", "intensity"], points);
    const text = Buffer.from(bytes).toString("latin1").replace("POINTS 6", "POINTS 900000000");
    const bomb = Buffer.from(text, "latin1");
    return Promise.resolve({ bytes, bomb, expectFrame: expectPoints, isVisibleCut: always });
  },
  png: async () => {
    const bytes = await image().png().toBuffer();
    const bomb = Buffer.from(bytes);
    bomb.writeUInt32BE(60_000, 16);
    bomb.writeUInt32BE(60_000, 20);
    bomb.writeUInt32BE(crc32(bomb.subarray(12, 29)), 29);
    return { bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always };
  },
  webp: async () => {
    const bytes = await image().webp({ lossless: true }).toBuffer();
    const bomb = Buffer.from(bytes);
    // Lossless WebP: 14 bits of width − 1, then 14 bits of height − 1, after the signature byte.
    const signature = bomb.indexOf(0x2f, bomb.indexOf("VP8L") + 8);
    const otherBits = bomb.readUInt32LE(signature + 1) & 0xf0000000;
    bomb.writeInt32LE(otherBits | (15_999 << 14) | 15_999, signature + 1);
    return { bytes, bomb, expectFrame: expectImage(0), isVisibleCut: always };
  },
};

it("has an example of every decoder", () => {
  expect(Object.keys(examples)).toEqual(decoders.names);
});

for (const decoder of decoders.entries) {
  const example = examples[decoder.name];
  if (example !== undefined) describeDecoder(decoder, example);
}
