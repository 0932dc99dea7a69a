import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { describe, expect, it } from "vitest";
import type { DecodeLimits } from "../../../src/decode/decoder.ts";
import { decoders } from "../../../src/decode/index.ts";
import { jpeg } from "../../../src/decode/jpeg.ts";
import { png } from "../../../src/decode/png.ts";
import type { CameraFrame } from "../../../src/frames/frame.ts";
import { sharedData, sharedDataSuite } from "../../support/shared-data.ts";

const header = { sensor: "front", stampNs: 5n, arrivalMs: 7 };
const limits: DecodeLimits = { maxPixels: 1_000_000, maxPoints: 1 };

/** Decodes by the decoder that `encoding` names, which must succeed. */
async function decode(
  encoding: string,
  bytes: Uint8Array,
  over: Partial<DecodeLimits> = {},
): Promise<CameraFrame> {
  const decoded = await decoders.get(encoding).decode(bytes, header, { ...limits, ...over });
  if (!decoded.ok || decoded.frame.kind !== "camera") throw new Error(JSON.stringify(decoded));
  return decoded.frame;
}

/** An image whose red is the column ×10 and whose green is the row ×10. */
const width = 20;
const height = 10;
const gradient = sharp(
  Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const pixel = Math.floor(i / 3);
    return [(pixel % width) * 10, Math.floor(pixel / width) * 10, 0][i % 3]!;
  }),
  { raw: { width, height, channels: 3 } },
);

const pixel = (frame: CameraFrame, row: number, column: number) => [
  ...frame.rgb.subarray((row * frame.width + column) * 3, (row * frame.width + column) * 3 + 3),
];

describe("decodeImage", () => {
  it("crops by fractions of each edge, then resizes to the size wanted", async () => {
    const bytes = await gradient.clone().png().toBuffer();
    const crop = { top: 0.5, bottom: 0, left: 0.25, right: 0.25 };
    const cropped = await decode("png", bytes, { crop });
    expect([cropped.width, cropped.height]).toEqual([10, 5]);
    expect(pixel(cropped, 0, 0)).toEqual([50, 50, 0]);
    expect(pixel(cropped, 4, 9)).toEqual([140, 90, 0]);

    const resized = await decode("png", bytes, { crop, resize: { width: 4, height: 2 } });
    expect([resized.width, resized.height]).toEqual([4, 2]);
    const mean = resized.rgb.filter((_, i) => i % 3 === 0).reduce((a, b) => a + b, 0) / 8;
    expect(mean).toBeCloseTo(95, -1);
  });

  it("leaves at least a pixel of an image that is smaller than its crop", async () => {
    const bytes = await gradient.clone().resize(1, 1).png().toBuffer();
    const crop = { top: 0.6, bottom: 0.3, left: 0.6, right: 0.3 };
    expect(await decode("png", bytes, { crop })).toMatchObject({ width: 1, height: 1 });
  });

  it("turns an image upright by its EXIF orientation before it crops", async () => {
    // 6: the camera was turned clockwise, so that the stored left column is the top row.
    const bytes = await gradient
      .clone()
      .withMetadata({ orientation: 6 })
      .jpeg({ quality: 100, chromaSubsampling: "4:4:4" })
      .toBuffer();
    const whole = await decode("jpeg", bytes);
    expect([whole.width, whole.height]).toEqual([height, width]);
    const crop = { top: 0.5, bottom: 0, left: 0, right: 0 };
    const lower = await decode("jpeg", bytes, { crop });
    expect([lower.width, lower.height]).toEqual([height, width / 2]);
    expect(pixel(lower, 0, 0)).toEqual(pixel(whole, width / 2, 0));
  });

  it.each([
    ["grey", gradient.clone().greyscale()],
    ["grey with alpha", gradient.clone().greyscale().ensureAlpha(0.5)],
    ["colour with alpha", gradient.clone().ensureAlpha(0)],
    ["16-bit colour", gradient.clone().toColourspace("rgb16")],
    ["palette", gradient.clone().png({ palette: true })],
  ])("makes 8-bit RGB of %s", async (_, image) => {
    const frame = await decode("png", await image.png().toBuffer());
    expect(frame.rgb).toHaveLength(width * height * 3);
    expect(Math.max(...frame.rgb)).toBeGreaterThan(90);
  });

  it("does not darken what alpha hides", async () => {
    const frame = await decode("png", await gradient.clone().ensureAlpha(0).png().toBuffer());
    expect(pixel(frame, 3, 7)).toEqual([70, 30, 0]);
  });

  it("accepts the few bytes too many that cameras put before the end of a JPEG", async () => {
    const bytes = await gradient.clone().jpeg().toBuffer();
    const padded = Buffer.concat([bytes.subarray(0, -2), Buffer.alloc(3), bytes.subarray(-2)]);
    expect((await decode("jpeg", padded)).rgb).toEqual((await decode("jpeg", bytes)).rgb);
  });

  it("gives the same pixels every time", async () => {
    const bytes = await gradient.clone().jpeg().toBuffer();
    const over = { resize: { width: 7, height: 5 } };
    expect((await decode("jpeg", bytes, over)).rgb).toEqual(
      (await decode("jpeg", bytes, over)).rgb,
    );
  });

  it("says what came when the payload has another encoding", async () => {
    const bytes = await gradient.clone().png().toBuffer();
    expect(await jpeg.decode(bytes, header, limits)).toEqual({
      ok: false,
      reason: "image-wrong-encoding",
      detail: "expected jpeg, received bytes 89504e470d0a1a0a…",
    });
    const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');
    expect(await png.decode(svg, header, limits)).toMatchObject({ reason: "image-wrong-encoding" });
  });

  it("tells an empty payload", async () => {
    expect(await jpeg.decode(new Uint8Array(0), header, limits)).toMatchObject({
      reason: "image-empty",
    });
  });
});

const formats = sharedDataSuite("formats/jpeg");
describe.skipIf(formats.isAbsent)(`decodeImage on files of other programs${formats.note}`, () => {
  it.each([
    ["jpeg/sharp_Channel_digital_image_CMYK_color_no_profile.jpg", 500, 333],
    ["jpeg/sharp_Landscape_6.jpg", 600, 450],
    ["jpeg/sharp_gamma_dalai_lama_gray.jpg", 258, 222],
    ["jpeg/testimgari.jpg", 227, 149],
    ["png/sharp_16-bit-grey-alpha.png", 109, 96],
    ["png/pngsuite/basn0g01.png", 32, 32],
    ["png/pngsuite/ibasn6a16.png", 32, 32],
  ])("reads %s", async (path, w, h) => {
    const bytes = await readFile(sharedData(`formats/${path}`));
    const encoding = path.endsWith("png") ? "png" : "jpeg";
    expect(await decode(encoding, bytes)).toMatchObject({ width: w, height: h });
  });

  it.each([
    ["jpeg/sharp_corrupt-header.jpg", "image-truncated"],
    ["jpeg/sharp_giant-image.jpg", "image-too-large"],
    ["jpeg/sharp_truncated.jpg", "image-truncated"],
    ["jpeg/testorig12.jpg", "image-corrupt"],
    ["derived_malformed/jpeg_200_random_bytes.jpg", "image-corrupt"],
    ["derived_malformed/jpeg_cut_60pct.jpg", "image-truncated"],
    ["derived_malformed/jpeg_soi_only.jpg", "image-truncated"],
    ["png/sharp_65536-uint32-limit.png", "image-too-large"],
    ["png/sharp_truncated.png", "image-truncated"],
    ["png/crashers/badcrc.png", "image-corrupt"],
    ["png/crashers/badadler.png", "image-corrupt"],
  ])("answers %s with %s", async (path, reason) => {
    const bytes = await readFile(sharedData(`formats/${path}`));
    const decoder = path.endsWith("png") ? png : jpeg;
    expect(await decoder.decode(bytes, header, limits)).toMatchObject({ ok: false, reason });
  });
});
