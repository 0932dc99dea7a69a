import { describe, expect, it } from "vitest";
import { decoderFor, decoders } from "../../../src/decode/index.ts";

describe("decoderFor", () => {
  it("finds every decoder by its name and by each of its content types", () => {
    for (const decoder of decoders.entries) {
      for (const word of [decoder.name, ...decoder.contentTypes]) {
        expect(decoderFor(word)).toBe(decoder);
      }
    }
  });

  it("does not mind the case or the parameters of a content type", () => {
    expect(decoderFor("Image/JPEG; quality=90").name).toBe("jpeg");
  });

  it("names every encoding when there is none of this name", () => {
    expect(() => decoderFor("image/tiff")).toThrow(
      /unknown encoding 'image\/tiff'; known: foxglove-.*, jpeg, kitti, las, pcd, png, ros1-.*, webp/,
    );
  });
});
