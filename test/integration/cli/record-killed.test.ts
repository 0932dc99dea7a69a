import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { McapStreamReader } from "@mcap/core";
import { describe, expect, it } from "vitest";
import { randomFor } from "../../../src/core/random.ts";
import { decoders } from "../../../src/decode/index.ts";
import { openRecording } from "../../../src/recording/index.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { freePort } from "../../support/free-port.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { lastJson, runCli, startCli } from "./run-cli.ts";

const isLong = process.env["SACCADE_ABUSE"] === "long";
const kills = Number(process.env["SACCADE_KILLS"] ?? (isLong ? 50 : 2));

/** The messages of a cut file's whole records, by the reference library. */
function wholeMessages(bytes: Uint8Array): number {
  const reader = new McapStreamReader();
  reader.append(bytes);
  let messages = 0;
  for (let record = reader.nextRecord(); record; record = reader.nextRecord()) {
    if (record.type === "Message") messages++;
  }
  return messages;
}

/** Ends `record` after `afterMs` of numbered scans, some 3000 a second; how many were sent, and the file. */
async function killedRecording(afterMs: number) {
  const url = `tcp://127.0.0.1:${await freePort()}`;
  const limits = { maxQueuedBytes: 1e7, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };
  const sender = await openTransport({ url, role: "publisher", ...limits });
  const path = join(await temporaryFolder(), "killed.mcap");
  const recorder = startCli("record", "--from", url, "--out", path, "--chunk-mb", "0.05");
  expect(await sender.waitForSubscriber(60_000)).toBe(true);
  const endMs = performance.now() + afterMs;
  let sent = 0;
  while (performance.now() < endMs) {
    sender.publish({
      topic: "roof",
      payload: new Uint8Array(Float32Array.from({ length: 400 }, () => sent).buffer),
      contentType: "application/x-kitti-points",
      sequence: sent,
      stampNs: BigInt(sent + 1),
    });
    sent++;
    if (sent % 5 === 0) await sleep(1);
  }
  recorder.kill();
  await recorder.ended;
  await sender.close();
  return { path, sent };
}

/** The running numbers of the scans that are read from the file, and what `info` would say of it. */
async function readNumbers(path: string) {
  const recording = await openRecording(path);
  try {
    const numbers: number[] = [];
    const header = { sensor: "s", stampNs: 0n, arrivalMs: 0 };
    for await (const { payload } of recording.messages()) {
      const decoder = decoders.get("foxglove-point-cloud");
      const decoded = await decoder.decode(payload, header, { maxPixels: 1, maxPoints: 1000 });
      if (!decoded.ok || decoded.frame.kind !== "lidar") throw new Error("not a scan");
      numbers.push(decoded.frame.points[0]!);
    }
    return { numbers, damage: recording.damage, topics: recording.topics ?? [] };
  } finally {
    await recording.close();
  }
}

describe("a recording whose recorder is killed", () => {
  it(`keeps every message of every whole chunk, ${kills} times at random moments, and info says so`, async () => {
    const random = randomFor(Number(process.env["SACCADE_KILL_SEED"] ?? 5), "kill");
    const rounds: { sent: number; kept: number; bytes: number }[] = [];
    for (let round = 0; round < kills; round++) {
      const { path, sent } = await killedRecording(300 + random.integer(1700));
      const bytes = await readFile(path);
      const { numbers, damage, topics } = await readNumbers(path);
      // Without a hole from the first on, and all that the reference reader finds in whole chunks.
      expect(numbers).toEqual(Array.from({ length: numbers.length }, (_, i) => numbers[0]! + i));
      expect(numbers).toHaveLength(wholeMessages(bytes));
      expect(damage.join()).toContain("cut off");
      expect(topics.map(({ count }) => count)).toEqual(numbers.length > 0 ? [numbers.length] : []);
      rounds.push({ sent, kept: numbers.length, bytes: bytes.length });
      if (round > 0) continue;
      const told = await runCli("info", path, "--json");
      expect(lastJson(told.out)).toMatchObject({ damage, topics: [{ messages: numbers.length }] });
    }
    const total = (of: "sent" | "kept"): number => rounds.reduce((sum, r) => sum + r[of], 0);
    expect(total("kept")).toBeGreaterThan(0.5 * total("sent"));
    if (isLong) {
      const least = Math.min(...rounds.map(({ sent, kept }) => kept / sent));
      process.stdout.write(
        `\n${kills} kills: ${total("sent")} scans sent, ${total("kept")} read back, at least ${(100 * least).toFixed(0)} % of a round\n`,
      );
    }
  }, 900_000);
});
