import { describe, expect, it } from "vitest";
import { loopedFrames } from "../../../../src/app/playback/looped-frames.ts";
import type { Recording } from "../../../../src/recording/recording.ts";

/** Three images at 10 Hz and one scan, from 1 s on. */
function recordingOf(): Recording {
  const messages = [
    { stream: "image", stampNs: 1_000_000_000n, sequence: 0 },
    { stream: "scan", stampNs: 1_050_000_000n, sequence: 0 },
    { stream: "image", stampNs: 1_100_000_000n, sequence: 1 },
    { stream: "image", stampNs: 1_200_000_000n, sequence: 2 },
  ];
  return {
    path: "drive",
    format: "test",
    streams: [
      { name: "image", modality: "camera", encoding: "png", frameCount: 3 },
      { name: "scan", modality: "lidar", encoding: "kitti", frameCount: 1 },
    ],
    labels: [],
    startNs: 1_000_000_000n,
    endNs: 1_200_000_000n,
    damage: [],
    messages: async function* (range = {}) {
      await Promise.resolve();
      range.onDamage?.("one file is gone");
      for (const message of messages) {
        if (range.streams?.includes(message.stream) !== false) {
          yield { ...message, payload: new Uint8Array(1) };
        }
      }
    },
    close: () => Promise.resolve(),
  };
}

async function framesOf(sensors: ReadonlyMap<string, string>, loops: number) {
  const damage: string[] = [];
  const frames = [];
  const onDamage = (sentence: string) => damage.push(sentence);
  for await (const frame of loopedFrames(recordingOf(), { sensors, loops, onDamage })) {
    frames.push(frame);
  }
  return { frames, damage };
}

describe("looped frames", () => {
  it("have the sensor's name and the stream's encoding", async () => {
    const { frames } = await framesOf(
      new Map([
        ["image", "front"],
        ["scan", "lidar"],
      ]),
      1,
    );
    expect(frames.map((f) => `${f.sensor} ${f.encoding}`)).toEqual([
      "front png",
      "lidar kitti",
      "front png",
      "front png",
    ]);
  });

  it("go on a frame's period after the end", async () => {
    const { frames } = await framesOf(new Map([["image", "front"]]), 3);
    expect(frames.map((f) => f.sequence)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect(frames.map((f) => Number(f.stampNs / 1_000_000n))).toEqual([
      1000, 1100, 1200, 1300, 1400, 1500, 1600, 1700, 1800,
    ]);
  });

  it("tell of damage once", async () => {
    expect((await framesOf(new Map([["image", "front"]]), 3)).damage).toEqual(["one file is gone"]);
  });
});
