import { describe, expect, it } from "vitest";
import type { Modality } from "../../../src/frames/frame.ts";
import { createFileRecording } from "../../../src/recording/file-recording.ts";
import { streamFor } from "../../../src/recording/stream-for.ts";

function recordingOf(streams: Record<string, Modality>) {
  return createFileRecording({
    path: "drive",
    format: "test",
    labels: [],
    damage: [],
    streams: Object.entries(streams).map(([name, modality]) => ({
      name,
      modality,
      encoding: modality === "camera" ? "jpeg" : "kitti",
      files: [],
    })),
  });
}

const stereo = recordingOf({ left: "camera", right: "camera", velodyne: "lidar" });

describe("streamFor", () => {
  it("takes the stream of the sensor's name", () => {
    expect(streamFor(stereo, { sensor: "right", modality: "camera" }).name).toBe("right");
  });

  it("takes the only stream of the modality when none has the sensor's name", () => {
    expect(streamFor(stereo, { sensor: "roof", modality: "lidar" }).name).toBe("velodyne");
  });

  it("takes the stream that was named, even when another has the sensor's name", () => {
    const wanted = { sensor: "right", modality: "camera", stream: "left" } as const;
    expect(streamFor(stereo, wanted).name).toBe("left");
  });

  it("never takes a stream of the other modality for its name", () => {
    expect(streamFor(stereo, { sensor: "left", modality: "lidar" }).name).toBe("velodyne");
  });

  it("names the candidates when several would do", () => {
    expect(() => streamFor(stereo, { sensor: "front", modality: "camera" })).toThrow(
      /several streams for sensor 'front': left, right; name one with --stream.*AMBIGUOUS/,
    );
  });

  it("names what there is when the stream named does not exist", () => {
    const wanted = { sensor: "front", modality: "camera", stream: "rear" } as const;
    expect(() => streamFor(stereo, wanted)).toThrow(/no stream for rear; it has: left, right/);
  });

  it("says so when there is no stream of the modality", () => {
    const cameras = recordingOf({ left: "camera" });
    expect(() => streamFor(cameras, { sensor: "top", modality: "lidar" })).toThrow(
      /no stream for top \(lidar\); it has: none of that kind/,
    );
  });
});
