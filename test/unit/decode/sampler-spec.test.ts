import { describe, expect, it } from "vitest";
import { checkSamplerSpec, sampleLayout } from "../../../src/decode/sampler-spec.ts";
import { cameraSpec, lidarSpec } from "../../support/sampler-specs.ts";

describe("checkSamplerSpec", () => {
  it("gives the decoder that the spec names", () => {
    expect(checkSamplerSpec(cameraSpec).name).toBe("jpeg");
    expect(checkSamplerSpec({ ...lidarSpec, encoding: "pcd" }).name).toBe("pcd");
  });

  it("names the encodings when there is none of this name", () => {
    expect(() => checkSamplerSpec({ ...cameraSpec, encoding: "bmp" })).toThrow(
      /unknown encoding 'bmp'; known: .*jpeg, kitti/,
    );
  });

  it("refuses an encoding of the other modality, naming those that fit", () => {
    expect(() => checkSamplerSpec({ ...cameraSpec, encoding: "kitti" })).toThrow(
      /expected an encoding of a camera \(.*jpeg, png, .*webp\) for encoding of sensor 'front', received kitti/,
    );
  });

  it.each([
    [{ width: 0, height: 8 }, "image.width"],
    [{ width: 16, height: 8.5 }, "image.height"],
    [{ width: 16, height: 8, crop: { top: 0.5, bottom: 0.5, left: 0, right: 0 } }, "image.crop"],
    [{ width: 16, height: 8, crop: { top: 0, bottom: 0, left: 1, right: 0 } }, "image.crop.left"],
  ])("refuses the image %j, naming %s", (image, field) => {
    expect(() => checkSamplerSpec({ ...cameraSpec, image })).toThrow(`for ${field}, received`);
  });

  it("refuses a range image or a limit that makes no sense", () => {
    const rangeImage = { ...lidarSpec.rangeImage, fovUpRad: -1 };
    expect(() => checkSamplerSpec({ ...lidarSpec, rangeImage })).toThrow(/fovDownRad/);
    const limits = { maxPixels: 0, maxPoints: 1 };
    expect(() => checkSamplerSpec({ ...cameraSpec, limits })).toThrow(/limits.maxPixels/);
  });
});

describe("sampleLayout", () => {
  it("is the image's size and three channels, or the range image's and two", () => {
    expect(sampleLayout(cameraSpec)).toEqual({ height: 8, width: 16, channels: 3 });
    expect(sampleLayout(lidarSpec)).toEqual({ height: 2, width: 8, channels: 2 });
  });
});
