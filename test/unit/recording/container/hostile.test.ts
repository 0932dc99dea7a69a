import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { randomFor } from "../../../../src/core/random.ts";
import type {
  ContainerSource,
  ScannedMessage,
} from "../../../../src/recording/container/container-source.ts";
import { loadDecompressor } from "../../../../src/recording/container/decompress.ts";
import { openMcapSource } from "../../../../src/recording/container/mcap-source.ts";
import { openRosbag1Source } from "../../../../src/recording/container/rosbag1-source.ts";
import { mcapFile } from "../../../support/mcap-file.ts";
import { mutateBytes } from "../../../support/mutate-bytes.ts";
import { rosbag1File } from "../../../support/rosbag1-file.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const decompressor = await loadDecompressor();
const schema = "sensor_msgs/CompressedImage";
const topics = [{ name: "/front", type: schema, schema, serialization: "ros1" }];
const messages = Array.from({ length: 12 }, (_, i) => ({
  topic: 0,
  stampNs: BigInt(i + 1) * 1_000_000_000n,
  data: new TextEncoder().encode(`message ${i} ${"x".repeat(i * 5)}`),
}));

const kinds: Readonly<
  Record<string, { make: () => Promise<Uint8Array>; open: (path: string) => ContainerSource }>
> = {
  mcap: {
    make: () => mcapFile(topics, messages),
    open: (path) => openMcapSource(path, decompressor),
  },
  "mcap without chunks": {
    make: () => mcapFile(topics, messages, { useChunks: false }),
    open: (path) => openMcapSource(path, decompressor),
  },
  rosbag1: {
    make: () => Promise.resolve(rosbag1File(topics, messages)),
    open: (path) => openRosbag1Source(path, decompressor),
  },
  "rosbag1 without an index": {
    make: () => Promise.resolve(rosbag1File(topics, messages, { isIndexed: false })),
    open: (path) => openRosbag1Source(path, decompressor),
  },
};

describe.each(Object.entries(kinds))("%s", (kind, { make, open }) => {
  /** The messages that can be fetched, and the damage; undefined when the file is refused. */
  const read = async (path: string, bytes: Uint8Array, isThorough = false) => {
    await writeFile(path, bytes);
    let source: ContainerSource;
    try {
      source = open(path);
    } catch (error) {
      expect(error).toMatchObject({ code: "RECORDING_INVALID" });
      return undefined;
    }
    try {
      const seen: ScannedMessage[] = [];
      const visit = (message: ScannedMessage) => seen.push(message);
      const damage = source.scan({ isThorough, wantsPayload: () => false, visit });
      expect(seen.length).toBeLessThanOrEqual(bytes.length);
      const data = seen.map((place) => source.fetch(place));
      return { data: data.filter((d) => typeof d !== "string"), damage };
    } finally {
      source.close();
    }
  };

  it("gives every message, by its index and by reading it all", async () => {
    const path = join(await temporaryFolder(), "drive");
    for (const isThorough of [false, true]) {
      const whole = await read(path, await make(), isThorough);
      expect(whole?.data).toEqual(messages.map((m) => m.data));
      expect(whole?.damage).toEqual(
        kind.endsWith("without an index") ? [expect.stringContaining("never closed")] : [],
      );
    }
  });

  it("gives the whole messages of every cut, and says that it is cut", async () => {
    const path = join(await temporaryFolder(), "drive");
    const bytes = await make();
    let before = 0;
    for (let length = 0; length < bytes.length; length += 7) {
      const cut = await read(path, bytes.subarray(0, length));
      if (cut === undefined) continue;
      expect(cut.data).toEqual(messages.slice(0, cut.data.length).map((m) => m.data));
      expect(cut.data.length).toBeGreaterThanOrEqual(before);
      before = cut.data.length;
      if (before < messages.length && length > 4200) {
        expect([length, cut.damage.length]).not.toEqual([length, 0]);
      }
    }
    // The last cut may lie within the last message, where no index comes after it.
    expect(before).toBeGreaterThanOrEqual(messages.length - 1);
  });

  it("survives changed bytes, seed 3", async () => {
    const path = join(await temporaryFolder(), "drive");
    const bytes = await make();
    const random = randomFor(3, "hostile");
    for (let round = 0; round < 400; round++) await read(path, mutateBytes(bytes, random));
  });
});
