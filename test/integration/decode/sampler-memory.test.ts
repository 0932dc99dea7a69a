import { setTimeout as sleep } from "node:timers/promises";
import { getHeapStatistics } from "node:v8";
import sharp from "sharp";
import { expect, it, onTestFinished } from "vitest";
import { boundExternalMemory } from "../../../src/core/external-memory.ts";
import { openSamplerThread } from "../../../src/decode/sampler-thread.ts";
import { cameraSpec } from "../../support/sampler-specs.ts";

const header = { sensor: "any", stampNs: 5n, arrivalMs: 7, sequence: 2 };
const size = { width: 320, height: 240 };
const frames = 1500;

it("a sampler thread's memory stays flat over 345 MB of pixels", { timeout: 60_000 }, async () => {
  onTestFinished(boundExternalMemory());
  const background = { r: 9, g: 90, b: 190 };
  const jpeg = await sharp({ create: { ...size, channels: 3, background } })
    .jpeg()
    .toBuffer();
  const thread = await openSamplerThread({ ...cameraSpec, image: size });
  onTestFinished(() => thread.close());
  const play = async (count: number): Promise<void> => {
    for (let i = 0; i < count; i++) {
      const sampled = await thread.sample(Uint8Array.from(jpeg), header);
      if (!sampled.ok) throw new Error(sampled.detail);
    }
    // What is dead is found within a second, and swept by the next.
    await sleep(2500);
  };
  await play(frames / 5);
  const before = process.memoryUsage().rss;
  await play(frames);
  expect(process.memoryUsage().rss - before).toBeLessThan(60e6);
  expect(getHeapStatistics().external_memory).toBeLessThan(40e6);
});
