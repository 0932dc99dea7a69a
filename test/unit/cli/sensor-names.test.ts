import { describe, expect, it } from "vitest";
import { sensorNames } from "../../../src/cli/sensor-names.ts";
import type { Modality } from "../../../src/frames/frame.ts";

const stream = (name: string, modality: Modality) => ({
  name,
  modality,
  encoding: "jpeg",
  frameCount: 1,
});
const both = [stream("image", "camera"), stream("velodyne_points", "lidar")];
const stereo = [stream("image_02/data", "camera"), stream("image_03/data", "camera")];

describe("the sensor that a stream plays", () => {
  it("is camera or lidar when it is the only one of its modality", () => {
    expect([...sensorNames(both, [])]).toEqual([
      ["image", "camera"],
      ["velodyne_points", "lidar"],
    ]);
  });

  it("has the stream's own name otherwise, fit for a topic", () => {
    expect([...sensorNames(stereo, []).values()]).toEqual(["image_02_data", "image_03_data"]);
  });

  it("is what --as says", () => {
    expect(sensorNames(both, ["image=front"]).get("image")).toBe("front");
  });

  it.each([
    [
      "nothing=front",
      "expected <stream>=<sensor> with a stream of image, velodyne_points for --as, received nothing=front",
    ],
    ["image", "received image"],
    ["image=", "received image="],
    ["image=a/b", "received image=a/b"],
    ["image=lidar", "a different sensor name for every stream"],
  ])("is refused for --as %s", (text, words) => {
    expect(() => sensorNames(both, [text])).toThrow(words);
  });
});
