import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it, onTestFinished } from "vitest";
import type {
  ContainerSource,
  ScannedMessage,
} from "../../../../src/recording/container/container-source.ts";
import { openSqliteSource } from "../../../../src/recording/container/sqlite-source.ts";
import { db3File } from "../../../support/db3-file.ts";
import { temporaryFolder } from "../../../support/temporary-folder.ts";

const topics = [{ name: "/lidar", schema: "sensor_msgs/msg/PointCloud2", serialization: "cdr" }];

/** Messages from empty to several hundred pages, so that rows overflow in every way. */
const sizes = [0, 1, 100, 4000, 4061, 4062, 4063, 4096, 5000, 70_000, 1_000_000];
const messages = sizes.map((size, i) => ({
  topic: 0,
  stampNs: 1_700_000_000_000_000_000n + BigInt(i),
  data: Uint8Array.from({ length: size }, (_, j) => (i * 31 + j * 7) & 255),
}));

async function open(bytes: Uint8Array): Promise<ContainerSource> {
  const path = join(await temporaryFolder(), "bag.db3");
  await writeFile(path, bytes);
  const source = openSqliteSource(path);
  onTestFinished(() => {
    source.close();
  });
  return source;
}

function scan(source: ContainerSource) {
  const seen: ScannedMessage[] = [];
  const damage = source.scan({
    isThorough: false,
    wantsPayload: () => false,
    visit: (message) => seen.push(message),
  });
  return { seen, damage };
}

it("gives every byte of rows that SQLite wrote, over however many pages", async () => {
  const source = await open(await db3File(topics, messages));
  const { seen, damage } = scan(source);
  expect(damage).toEqual([]);
  expect(seen.map((m) => m.stampNs)).toEqual(messages.map((m) => m.stampNs));
  for (const [i, place] of seen.entries()) {
    const data = source.fetch(place);
    expect(Buffer.compare(data as Uint8Array, messages[i]!.data)).toBe(0);
  }
});

it("reads thousands of rows, over a tree of several levels", async () => {
  const many = Array.from({ length: 20_000 }, (_, i) => ({
    ...{ topic: 0, stampNs: BigInt(i), data: Uint8Array.of(i & 255) },
  }));
  const { seen, damage } = scan(await open(await db3File(topics, many)));
  expect(damage).toEqual([]);
  expect(seen.map((m) => m.stampNs)).toEqual(many.map((m) => m.stampNs));
});

it("gives what is left of a file that was cut, and says what is not", async () => {
  const whole = await db3File(topics, messages);
  const source = await open(whole.subarray(0, whole.length / 2));
  const { seen, damage } = scan(source);
  const results = seen.map((place) => source.fetch(place));
  expect(results.some((data) => data instanceof Uint8Array)).toBe(true);
  const losses = [...damage, ...results.filter((data) => typeof data === "string")];
  expect(losses.join("; ")).toContain("missing");
});

it("survives any changed byte without looping or taking more than the file", async () => {
  const whole = await db3File(topics, messages.slice(0, 9));
  let seed = 1;
  const random = (below: number) => (seed = (seed * 48_271) % 2_147_483_647) % below;
  for (let round = 0; round < 300; round++) {
    const bytes = Uint8Array.from(whole);
    for (let i = 0; i < 4; i++) bytes[100 + random(bytes.length - 100)] = random(256);
    try {
      const source = await open(bytes);
      const { seen } = scan(source);
      expect(seen.length).toBeLessThan(1000);
      for (const place of seen) source.fetch(place);
    } catch (error) {
      expect([round, error]).toEqual([
        round,
        expect.objectContaining({ code: "RECORDING_INVALID" }),
      ]);
    }
  }
});
