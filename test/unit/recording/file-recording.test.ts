import { rm } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createFileRecording } from "../../../src/recording/file-recording.ts";
import type { RecordedMessage } from "../../../src/recording/recording.ts";
import { folderOf } from "../../support/folder-of.ts";

async function twoStreams() {
  const folder = await folderOf({ a0: "a0", a1: "a1", a2: "a2", b0: "b0", b1: "b1" });
  const file = (name: string, stampNs: bigint) => ({ stampNs, path: join(folder, name) });
  const recording = createFileRecording({
    path: folder,
    format: "test",
    labels: [],
    damage: [],
    streams: [
      {
        name: "a",
        modality: "camera",
        encoding: "jpeg",
        files: [file("a0", 10n), file("a1", 20n), file("a2", 30n)],
      },
      {
        name: "b",
        modality: "lidar",
        encoding: "kitti",
        files: [file("b0", 5n), file("b1", 20n)],
      },
    ],
  });
  return { folder, recording };
}

async function collect(messages: AsyncIterable<RecordedMessage>): Promise<string[]> {
  const seen = [];
  for await (const { stream, sequence, stampNs, payload } of messages) {
    seen.push(`${stream}${sequence}@${stampNs}=${Buffer.from(payload).toString()}`);
  }
  return seen;
}

describe("createFileRecording", () => {
  it("gives the messages of all streams in time order, numbered within their stream", async () => {
    const { recording } = await twoStreams();
    const seen = await collect(recording.messages());
    expect(seen).toEqual(["b0@5=b0", "a0@10=a0", "a1@20=a1", "b1@20=b1", "a2@30=a2"]);
    expect([recording.startNs, recording.endNs]).toEqual([5n, 30n]);
  });

  it("gives the streams asked for from `fromNs` on and before `toNs`", async () => {
    const { recording } = await twoStreams();
    const range = { streams: ["a"], fromNs: 20n, toNs: 30n };
    expect(await collect(recording.messages(range))).toEqual(["a1@20=a1"]);
  });

  it("skips a file that vanished and reports it", async () => {
    const { folder, recording } = await twoStreams();
    await rm(join(folder, "a1"));
    const damage: string[] = [];
    const onDamage = (sentence: string) => void damage.push(sentence);
    const seen = await collect(recording.messages({ streams: ["a"], onDamage }));
    expect(seen).toEqual(["a0@10=a0", "a2@30=a2"]);
    expect(damage).toEqual([expect.stringMatching(/^a: .*a1 cannot be read/)]);
  });

  it("refuses a stream that it does not have, naming those it has", async () => {
    const { recording } = await twoStreams();
    expect(() => recording.messages({ streams: ["c"] })).toThrow(/no stream for c; it has: a, b/);
  });

  it("ends its messages once closed", async () => {
    const { recording } = await twoStreams();
    const messages = recording.messages()[Symbol.asyncIterator]();
    await messages.next();
    await recording.close();
    expect(await messages.next()).toMatchObject({ done: true });
  });

  it("owns each payload's whole buffer, so that it can be transferred", async () => {
    const { recording } = await twoStreams();
    for await (const { payload } of recording.messages()) {
      expect(payload.buffer.byteLength).toBe(payload.byteLength);
    }
  });
});
