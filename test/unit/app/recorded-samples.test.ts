import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { readSamples } from "../../../src/app/recorded-samples.ts";
import type { Sampler } from "../../../src/decode/sample-pipeline.ts";
import type { Recording } from "../../../src/recording/recording.ts";
import { fakeClock } from "../../support/fake-clock.ts";
import { cameraSample } from "../../support/samples.ts";

const count = 10;
const stream = { name: "image", modality: "camera", encoding: "jpeg", frameCount: count } as const;

function recordingOf(options: { readonly missing?: readonly number[] } = {}) {
  const seen = { closed: 0, read: 0 };
  const recording: Recording = {
    path: "drive",
    format: "test",
    streams: [stream],
    labels: [],
    startNs: 0n,
    endNs: BigInt(count),
    damage: [],
    messages: async function* ({ onDamage } = {}) {
      try {
        for (let sequence = 0; sequence < count; sequence++) {
          await Promise.resolve();
          if (options.missing?.includes(sequence)) {
            onDamage?.(`${sequence} is gone`);
            continue;
          }
          seen.read += 1;
          const payload = Uint8Array.of(sequence);
          yield { stream: "image", stampNs: BigInt(sequence), sequence, payload };
        }
      } finally {
        seen.closed += 1;
      }
    },
    close: () => Promise.resolve(),
  };
  return { recording, seen };
}

/** Takes longest for the first of each few, so that answers overtake one another. */
const sampler: Sampler = {
  sample: async ([value = 0], { stampNs }) => {
    await sleep(4 - (value % 4));
    return value === 5
      ? { ok: false, reason: "image-truncated", detail: "" }
      : { ok: true, sample: { ...cameraSample({ ms: 0 }), stampNs }, notes: {} };
  },
};

const read = (recording: Recording, start: number, end: number) =>
  readSamples({ recording, stream, sampler, sensor: "front", start, end, clock: fakeClock() });

async function all(samples: ReturnType<typeof read>): Promise<number[]> {
  const stamps: number[] = [];
  for (let next = await samples.next(); next; next = await samples.next()) {
    stamps.push(Number(next.stampNs));
  }
  return stamps;
}

describe("recorded samples", () => {
  it("come in order, without those that do not decode, which are counted", async () => {
    const samples = read(recordingOf().recording, 0, count);
    expect(await all(samples)).toEqual([0, 1, 2, 3, 4, 6, 7, 8, 9]);
    expect(samples.dropped.byReason()).toEqual({ "image-truncated": 1 });
    expect(await samples.next()).toBeUndefined();
  });

  it("are those of the range by running number, also where frames are missing", async () => {
    expect(await all(read(recordingOf().recording, 2, 5))).toEqual([2, 3, 4]);
    const samples = read(recordingOf({ missing: [3, 7] }).recording, 2, 9);
    expect(await all(samples)).toEqual([2, 4, 6, 8]);
    expect(samples.dropped.byReason()).toEqual({ unreadable: 2, "image-truncated": 1 });
  });

  it("are read a few ahead and no more", async () => {
    const { recording, seen } = recordingOf();
    const samples = read(recording, 0, count);
    await samples.next();
    expect(seen.read).toBe(4);
    await samples.close();
  });

  it("let go of the recording when closed in the middle", async () => {
    const { recording, seen } = recordingOf();
    const samples = read(recording, 0, count);
    await samples.next();
    await samples.close();
    expect(seen.closed).toBe(1);
  });
});
