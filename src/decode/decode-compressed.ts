import type { CompressedPicture } from "../messages/pictures.ts";
import type { Decoded, DecodeLimits, FrameHeader } from "./decoder.ts";
import { jpeg } from "./jpeg.ts";
import { png } from "./png.ts";
import { refused } from "./refused.ts";
import { webp } from "./webp.ts";

/**
 * Decodes the image file inside a message. Which encoding it is the bytes tell, because `format` is
 * free text (`jpeg`, `bgr8; jpeg compressed bgr8`) and drivers get it wrong.
 *
 * ROS's `compressedDepth` is a PNG behind a header of its own, of depths and not of colours, and is
 * refused. Reasons: `image-format-unsupported` and those of the image's encoding.
 * @see ROS image_transport_plugins, compressed_depth_image_transport
 */
export function decodeCompressed(
  picture: CompressedPicture,
  header: FrameHeader,
  limits: DecodeLimits,
): Decoded | Promise<Decoded> {
  const { data, format } = picture;
  if (data.length === 0) return refused("image-empty", "the message's data has no bytes");
  if (/compressedDepth/i.test(format)) {
    return refused(
      "image-format-unsupported",
      `'${format}' is a depth image, expected a colour one`,
    );
  }
  const [first, second] = data;
  if (first === 0xff && second === 0xd8) return jpeg.decode(data, header, limits);
  if (first === 0x89 && second === 0x50) return png.decode(data, header, limits);
  if (first === 0x52 && second === 0x49) return webp.decode(data, header, limits);
  const start = Buffer.from(data.subarray(0, 8)).toString("hex");
  const detail = `expected JPEG, PNG or WebP, the message says '${format}' and begins ${start}…`;
  return refused("image-format-unsupported", detail);
}
