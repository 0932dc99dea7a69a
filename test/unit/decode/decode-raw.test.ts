import { describe, expect, it } from "vitest";
import { decodeRaw } from "../../../src/decode/decode-raw.ts";
import { pixelFormatNames } from "../../../src/decode/pixel-formats.ts";
import type { RawPicture } from "../../../src/messages/pictures.ts";

const header = { sensor: "front", stampNs: 5n, arrivalMs: 1 };
const limits = { maxPixels: 10_000, maxPoints: 10 };

function picture(part: Partial<RawPicture>): RawPicture {
  const empty = { stampNs: 0n, frameId: "", width: 2, height: 2, encoding: "rgb8", step: 0 };
  return { ...empty, isBigEndian: false, data: new Uint8Array(0), ...part };
}

/** The pixels of a picture, or the reason why there are none. */
function pixels(part: Partial<RawPicture>, crop?: typeof noCrop): number[] | string {
  const decoded = decodeRaw(picture(part), header, { ...limits, crop });
  if (!decoded.ok) return decoded.reason;
  if (decoded.frame.kind !== "camera") throw new Error("expected a picture");
  return [...decoded.frame.rgb];
}

const noCrop = { top: 0, bottom: 0, left: 0, right: 0 };
const bytes = (...values: number[]) => Uint8Array.from(values);

describe("decodeRaw", () => {
  it.each([
    ["rgb8", [1, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6]],
    ["bgr8", [1, 2, 3, 4, 5, 6], [3, 2, 1, 6, 5, 4]],
    ["8UC3", [1, 2, 3, 4, 5, 6], [3, 2, 1, 6, 5, 4]],
    ["rgba8", [1, 2, 3, 9, 4, 5, 6, 9], [1, 2, 3, 4, 5, 6]],
    ["bgra8", [1, 2, 3, 9, 4, 5, 6, 9], [3, 2, 1, 6, 5, 4]],
    ["mono8", [7, 8], [7, 7, 7, 8, 8, 8]],
    ["mono16", [255, 7, 255, 8], [7, 7, 7, 8, 8, 8]],
    // White and black of BT.601: 235 and 16, without colour.
    ["uyvy", [128, 235, 128, 16], [255, 255, 255, 0, 0, 0]],
    ["yuv422", [128, 235, 128, 16], [255, 255, 255, 0, 0, 0]],
    ["yuyv", [235, 128, 16, 128], [255, 255, 255, 0, 0, 0]],
    ["nv12", [235, 16, 128, 128], [255, 255, 255, 0, 0, 0]],
    // Pure red is Y 81, U 90, V 240.
    ["yuv422_yuy2", [81, 90, 81, 240], [254, 0, 0, 254, 0, 0]],
    ["nv12", [81, 81, 90, 240], [254, 0, 0, 254, 0, 0]],
    ["nv21", [81, 81, 240, 90], [254, 0, 0, 254, 0, 0]],
  ])("reads a row of two pixels of %s", (encoding, data, rgb) => {
    expect(pixels({ encoding, height: 1, data: bytes(...data) })).toEqual(rgb);
  });

  it("takes the other byte of mono16 when it is big-endian", () => {
    const data = bytes(7, 255, 8, 255);
    const rgb = [7, 7, 7, 8, 8, 8];
    expect(pixels({ encoding: "mono16", height: 1, data, isBigEndian: true })).toEqual(rgb);
  });

  it.each([
    ["bayer_rggb8", [200, 100, 50, 20]],
    ["bayer_bggr8", [20, 100, 50, 200]],
    ["bayer_grbg8", [100, 200, 20, 50]],
    ["bayer_gbrg8", [50, 20, 200, 100]],
  ])("gives every pixel of %s the colours of its 2 × 2 block", (encoding, data) => {
    const one = [200, 75, 20];
    expect(pixels({ encoding, data: bytes(...data) })).toEqual([...one, ...one, ...one, ...one]);
    const wide = bytes(...data.flatMap((value) => [3, value]));
    expect(pixels({ encoding: encoding.replace("8", "16"), data: wide })).toEqual(
      pixels({ encoding, data: bytes(...data) }),
    );
  });

  it("skips the padding of rows, and needs none after the last", () => {
    const data = bytes(1, 1, 1, 99, 99, 2, 2, 2);
    expect(pixels({ width: 1, step: 5, data })).toEqual([1, 1, 1, 2, 2, 2]);
  });

  it("cuts what the crop leaves out before it converts", () => {
    const data = bytes(...Array.from({ length: 16 }, (_, i) => i));
    const crop = { ...noCrop, top: 0.5, left: 0.25 };
    const rgb = [9, 10, 11, 13, 14, 15].flatMap((value) => [value, value, value]);
    expect(pixels({ width: 4, height: 4, encoding: "mono8", data }, crop)).toEqual(rgb);
  });

  it("never reads outside the pixels, whatever the format, size and crop", () => {
    for (const encoding of pixelFormatNames) {
      for (const [width, height] of [
        [1, 1],
        [3, 5],
        [5, 3],
        [8, 2],
      ] as const) {
        const needed = pixels({ width, height, encoding, data: new Uint8Array(4000).fill(128) });
        expect([encoding, needed.length]).toEqual([encoding, width * height * 3]);
        const crop = { ...noCrop, bottom: 0.4, right: 0.4 };
        expect(typeof pixels({ width, height, encoding, data: new Uint8Array(4000) }, crop)).toBe(
          "object",
        );
      }
    }
  });

  it.each([
    ["image-format-unsupported", { encoding: "32FC1", data: bytes(1) }],
    ["image-format-unsupported", { encoding: "__proto__", data: bytes(1) }],
    ["image-empty", { width: 0, data: bytes(1) }],
    ["image-too-large", { width: 4e9, height: 4e9, data: bytes(1) }],
    ["image-corrupt", { step: 5, data: new Uint8Array(100) }],
    ["image-truncated", { step: 4e9, data: new Uint8Array(100) }],
    ["image-truncated", { data: new Uint8Array(11) }],
  ])("refuses with %s", (reason, part) => {
    expect(pixels(part)).toBe(reason);
  });
});
