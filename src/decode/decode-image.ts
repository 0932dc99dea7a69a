import sharp, { type Metadata } from "sharp";
import { cropBox } from "./crop-box.ts";
import type { Decoded, DecodeLimits, FrameHeader } from "./decoder.ts";

/** What distinguishes one image encoding from another, before the image library sees it. */
export interface ImageEncoding {
  readonly name: string;
  /** Whether the bytes begin as this encoding does. */
  hasSignature(bytes: Uint8Array): boolean;
  /** Whether the end is there too. Cheap; a cut that it misses is found while decoding. */
  hasEnd(bytes: Uint8Array): boolean;
}

let isConfigured = false;

/**
 * Sets the image library up, once a process: one thread an image (several frames already run side
 * by side), no cache (no frame comes twice), and only the loaders that are wanted, because the
 * others (SVG, PDF, HEIF, …) are reachable by bytes from outside.
 */
function configureOnce(): void {
  if (isConfigured) return;
  isConfigured = true;
  sharp.concurrency(1);
  sharp.cache(false);
  sharp.block({ operation: ["VipsForeignLoad"] });
  sharp.unblock({
    operation: ["Jpeg", "Png", "Webp"].map((loader) => `VipsForeignLoad${loader}Buffer`),
  });
}

/**
 * Decodes one still image to 8-bit RGB: upright by its EXIF orientation, then cropped, then resized
 * (triangle kernel, anti-aliased). Grey, CMYK, palette and 16-bit images become RGB; alpha is dropped.
 *
 * The size in the header is checked before a pixel is decoded. Reasons: `image-empty`,
 * `image-wrong-encoding`, `image-too-large`, `image-truncated`, `image-corrupt`.
 */
export async function decodeImage(
  encoding: ImageEncoding,
  bytes: Uint8Array,
  header: FrameHeader,
  limits: DecodeLimits,
): Promise<Decoded> {
  const bad = (reason: string, detail: string): Decoded => ({ ok: false, reason, detail });
  if (bytes.length === 0) return bad("image-empty", "the payload has no bytes");
  if (!encoding.hasSignature(bytes)) {
    const start = Buffer.from(bytes.subarray(0, 8)).toString("hex");
    return bad("image-wrong-encoding", `expected ${encoding.name}, received bytes ${start}…`);
  }
  if (!encoding.hasEnd(bytes)) {
    return bad("image-truncated", `the ${encoding.name} ends after ${bytes.length} bytes`);
  }
  configureOnce();
  try {
    const metadata = await open(bytes, limits, "warning").metadata();
    try {
      return { ok: true, frame: await render(bytes, header, limits, metadata, "warning") };
    } catch (error) {
      if (!isHarmless(error)) throw error;
      return { ok: true, frame: await render(bytes, header, limits, metadata, "error") };
    }
  } catch (error) {
    const detail = error instanceof Error ? error.message.trim() : String(error);
    return bad(reasonOf(detail), `${encoding.name}: ${detail.replaceAll(/\s+/g, " ")}`);
  }
}

function open(bytes: Uint8Array, limits: DecodeLimits, failOn: "warning" | "error") {
  return sharp(bytes, { failOn, limitInputPixels: limits.maxPixels, sequentialRead: true });
}

async function render(
  bytes: Uint8Array,
  header: FrameHeader,
  limits: DecodeLimits,
  metadata: Metadata,
  failOn: "warning" | "error",
) {
  let image = open(bytes, limits, failOn).autoOrient();
  const { crop, resize } = limits;
  // Only where it cuts something: an image that is cut cannot be shrunk while it loads.
  if (crop !== undefined && Object.values(crop).some((fraction) => fraction > 0)) {
    image = image.extract(cropBox(metadata.autoOrient, crop));
  }
  if (resize !== undefined) image = image.resize({ ...resize, fit: "fill", kernel: "linear" });
  const { data, info } = await image
    .removeAlpha()
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  // A copy: it can be transferred, and sharp 0.35.5 never frees what its toUint8Array() gives out.
  const rgb = new Uint8Array(data);
  return {
    kind: "camera" as const,
    ...stampOf(header),
    width: info.width,
    height: info.height,
    rgb,
  };
}

function stampOf({ sensor, stampNs, arrivalMs, sequence }: FrameHeader): FrameHeader {
  return { sensor, stampNs, arrivalMs, sequence };
}

/**
 * Many USB cameras end each JPEG with a few bytes too many. The picture is whole, unlike with the
 * other warnings, which mean lost pixels.
 */
function isHarmless(error: unknown): boolean {
  return error instanceof Error && /\b\d extraneous bytes before marker 0xd9/.test(error.message);
}

/** The image library tells its failures apart by message only. */
function reasonOf(message: string): string {
  if (/exceeds pixel limit/i.test(message)) return "image-too-large";
  const isCut = /premature end of JPEG image|truncated|end of (?:stream|file)|unexpected end/i;
  return isCut.test(message) ? "image-truncated" : "image-corrupt";
}
