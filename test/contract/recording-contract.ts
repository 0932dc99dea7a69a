import { rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { decoders } from "../../src/decode/index.ts";
import type { RecordedMessage, Recording, RecordingFormat } from "../../src/recording/recording.ts";
import { folderOf } from "../support/folder-of.ts";

/** A small whole recording: several streams, several messages each. */
export interface RecordingExample {
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** The recording itself, where it is a file and not their folder. */
  readonly path?: string;
  /** Whether the format has labels; the example then has at least one. */
  readonly hasLabels: boolean;
  /** Whether the files stay open while the recording is. */
  readonly holdsFiles: boolean;
}

/** What every recording format promises, whatever it is made of. */
export function describeRecordingFormat(
  format: RecordingFormat,
  makeExample: () => Promise<RecordingExample>,
): void {
  const pathOf = async (): Promise<string> => {
    const { files, path = "" } = await makeExample();
    return join(await folderOf(files), path);
  };
  const open = async (): Promise<Recording> => {
    const recording = await format.open(await pathOf());
    onTestFinished(() => recording.close());
    return recording;
  };

  describe(`recording format ${format.name}`, () => {
    it("recognises its own, and nothing where there is nothing or something else", async () => {
      expect(await format.recognises(await pathOf())).toBe(true);
      const other = await folderOf({ "notes.txt": "hello" });
      for (const path of [other, `${other}/notes.txt`, `${other}/none`, ""]) {
        expect(await format.recognises(path)).toBe(false);
      }
    });

    it("refuses to open a folder that is not one", async () => {
      const other = await folderOf({ "notes.txt": "hello" });
      await expect(format.open(other)).rejects.toMatchObject({ code: "RECORDING_INVALID" });
    });

    it("opens a whole recording without damage, under its own name", async () => {
      const recording = await open();
      expect(recording.damage).toEqual([]);
      expect(recording.format).toBe(format.name);
      expect(recording.streams.length).toBeGreaterThan(1);
    });

    it("names for every stream a decoder of its modality", async () => {
      for (const { encoding, modality } of (await open()).streams) {
        expect(decoders.get(encoding).modality).toBe(modality);
      }
    });

    it("gives every message once, in time order, numbered from 0 within its stream", async () => {
      const recording = await open();
      const seen = await all(recording.messages());
      expect([seen[0]?.stampNs, seen.at(-1)?.stampNs]).toEqual([
        recording.startNs,
        recording.endNs,
      ]);
      expect(seen.map((m) => m.stampNs)).toEqual(seen.map((m) => m.stampNs).sort(byTime));
      for (const { name, frameCount } of recording.streams) {
        const numbers = seen.filter((m) => m.stream === name).map((m) => m.sequence);
        expect(numbers).toEqual([...Array(frameCount).keys()]);
      }
    });

    it("gives the same messages again, and keeps their numbers in a part of them", async () => {
      const recording = await open();
      const seen = await all(recording.messages());
      expect(await all(recording.messages())).toEqual(seen);
      const stream = recording.streams[0]!.name;
      const range = { streams: [stream], fromNs: recording.startNs + 1n, toNs: recording.endNs };
      expect(await all(recording.messages(range))).toEqual(
        seen.filter(
          (m) => m.stream === stream && m.stampNs >= range.fromNs && m.stampNs < range.toNs,
        ),
      );
    });

    it("has label tracks in time order, a value a stamp", async () => {
      const { labels } = await open();
      expect(labels.length > 0).toBe((await makeExample()).hasLabels);
      for (const { stampsNs, values } of labels) {
        expect(values).toHaveLength(stampsNs.length);
        expect([...stampsNs]).toEqual([...stampsNs].sort(byTime));
      }
    });

    it("survives losing its files after it was opened, and reports each that it did not hold", async () => {
      const { path, holdsFiles } = await makeExample();
      const whole = await pathOf();
      const recording = await format.open(whole);
      onTestFinished(() => recording.close());
      await rm(path === undefined ? whole : dirname(whole), { recursive: true });
      const damage: string[] = [];
      const seen = await all(recording.messages({ onDamage: (sentence) => damage.push(sentence) }));
      const total = recording.streams.reduce((sum, s) => sum + s.frameCount, 0);
      expect([seen.length, damage.length]).toEqual(holdsFiles ? [total, 0] : [0, total]);
    });

    it("reads two ranges at the same time", async () => {
      const recording = await open();
      const alone = await all(recording.messages());
      const [first, second] = await Promise.all([
        all(recording.messages()),
        all(recording.messages({ fromNs: recording.endNs })),
      ]);
      expect(first).toEqual(alone);
      expect(second).toEqual(alone.filter((m) => m.stampNs >= recording.endNs));
    });

    it("refuses a stream that it does not have, naming those it has", async () => {
      const recording = await open();
      expect(() => recording.messages({ streams: ["nothing"] })).toThrow(
        recording.streams[0]!.name,
      );
    });

    it("can be closed twice, and in the middle of reading", async () => {
      const recording = await open();
      for await (const message of recording.messages()) {
        expect(message.payload).toBeInstanceOf(Uint8Array);
        await recording.close();
      }
      await recording.close();
    });
  });
}

async function all(messages: AsyncIterable<RecordedMessage>): Promise<RecordedMessage[]> {
  const seen = [];
  for await (const message of messages) seen.push(message);
  return seen;
}

function byTime(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
