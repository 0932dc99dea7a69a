import { execFile } from "node:child_process";
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decoders } from "../../../src/decode/index.ts";
import { openRecording } from "../../../src/recording/index.ts";
import type { Recording } from "../../../src/recording/recording.ts";
import {
  startEmbeddedBroker,
  type EmbeddedBroker,
} from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { freePort } from "../../support/free-port.ts";
import { findPython } from "../../support/python.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { lastJson, runCli, startCli } from "./run-cli.ts";
import { makeSmallRecording } from "./small-recording.ts";

const execute = promisify(execFile);
const frames = 8;
let folder: string;
let broker: EmbeddedBroker;

beforeAll(async () => {
  folder = await makeSmallRecording(frames);
  broker = await startEmbeddedBroker({ host: "127.0.0.1", port: 0, maxMessageBytes: 1e6 });
});
afterAll(async () => {
  await broker.close();
  await rm(folder, { recursive: true });
});

async function framesOf(recording: Recording) {
  const found: {
    readonly stream: string;
    readonly sequence: number;
    readonly points: Float32Array;
  }[] = [];
  for await (const { stream, stampNs, sequence, payload } of recording.messages()) {
    const { encoding } = recording.streams.find((s) => s.name === stream)!;
    const header = { sensor: "s", stampNs, arrivalMs: 0 };
    const decoded = await decoders
      .get(encoding)
      .decode(payload, header, { maxPixels: 1e6, maxPoints: 1e6 });
    if (!decoded.ok) throw new Error(`${stream}: ${decoded.reason}`);
    const points = decoded.frame.kind === "lidar" ? decoded.frame.points : new Float32Array(0);
    found.push({ stream, sequence, points });
  }
  return found;
}

/** Records what is replayed onto the broker, and gives the file. */
async function recordReplay(): Promise<{
  readonly path: string;
  readonly json: Record<string, unknown>;
}> {
  const path = join(await temporaryFolder(), "drive.mcap");
  // MQTT 3.1.1 has no content types, and points no signature: they have to be named.
  const flags = ["--out", path, "--encoding", "kitti", "--json"];
  const recorder = startCli("record", "--from", broker.url, ...flags);
  await recorder.says("recording into");
  await sleep(300); // until the broker knows
  const replayed = await runCli(
    "replay",
    folder,
    "--to",
    broker.url,
    "--rate",
    "max",
    "--wait",
    "0",
  );
  expect(replayed.code).toBe(0);
  await sleep(500);
  recorder.interrupt();
  const { code, out, err } = await recorder.ended;
  expect([code, err]).toEqual([0, expect.any(String)]);
  return { path, json: lastJson(out) };
}

describe("saccade record", () => {
  it("writes what passes by, so that it reads as what was sent", async () => {
    const { path, json } = await recordReplay();
    expect(json).toMatchObject({ received: 2 * frames, dropped: {} });
    const recording = await openRecording(path, { isThorough: true });
    try {
      expect(recording.damage).toEqual([]);
      expect(recording.streams.map((s) => [s.encoding, s.frameCount]).sort()).toEqual([
        ["foxglove-compressed-image", frames],
        ["foxglove-point-cloud", frames],
      ]);
      expect(await framesOf(recording)).toHaveLength(2 * frames);
    } finally {
      await recording.close();
    }
    const told = await runCli("info", path, "--json");
    expect(lastJson(told.out)).toMatchObject({
      format: "mcap",
      topics: [{ schema: expect.stringContaining("foxglove.") as string }, {}],
    });
    const again = await runCli("record", "--from", broker.url, "--out", path, "--for", "1");
    expect([again.code, again.err]).toEqual([2, expect.stringContaining("RECORDING_EXISTS")]);
  });

  it("stops with an alarm when the disk is full", async () => {
    const port = await freePort();
    const url = `tcp://127.0.0.1:${port}`;
    const recorder = startCli("record", "--from", url, "--out", "/dev/full", "--json");
    const { code, err } = await recorder.ended;
    expect([code, err]).toEqual([1, expect.stringContaining("the disk is full")]);
  });

  it("stops alone when a file may grow no more, and keeps what was written", async () => {
    const port = await freePort();
    const options = { maxQueuedBytes: 1e7, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };
    const url = `tcp://127.0.0.1:${port}`;
    const sender = await openTransport({ url, role: "publisher", ...options });
    const path = join(await temporaryFolder(), "full.mcap");
    const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));
    // 200 blocks of 1024 bytes; past them the kernel refuses, as a full disk does.
    const flags = `record --from ${url} --out ${path} --chunk-mb 0.02 --json`;
    const script = `ulimit -f 200; exec ${process.execPath} ${main} ${flags}`;
    const ended = execute("bash", ["-c", script], { timeout: 50_000 }).then(
      () => ({ code: 0, stdout: "" }),
      (error: unknown) => error as { code: number; stdout: string },
    );
    const over = new AbortController();
    void ended.then(() => {
      over.abort();
    });
    expect(await sender.waitForSubscriber(20_000)).toBe(true);
    for (let sequence = 0; !over.signal.aborted; sequence++) {
      const payload = new Uint8Array(Float32Array.from({ length: 400 }, () => sequence).buffer);
      const contentType = "application/x-kitti-points";
      sender.publish({
        topic: "roof",
        payload,
        contentType,
        sequence,
        stampNs: BigInt(sequence + 1),
      });
      await sleep(1);
    }
    await sender.close();
    const { code, stdout } = await ended;
    expect([code, lastJson(stdout)]).toEqual([
      1,
      expect.objectContaining({ stopped: expect.any(String) as string }),
    ]);
    const recording = await openRecording(path);
    try {
      expect((await framesOf(recording)).length).toBeGreaterThan(90);
    } finally {
      await recording.close();
    }
  });
});

describe("an MCAP and Python's reader", async () => {
  const python = await findPython("mcap");
  const isMissing = "missing" in python;
  const why = isMissing ? ` (skipped: ${python.missing})` : "";

  it.skipIf(isMissing)(`agree on what we record${why}`, async () => {
    if ("missing" in python) return;
    const { path } = await recordReplay();
    const code = [
      "import sys, json",
      "from mcap.reader import make_reader",
      "with open(sys.argv[1], 'rb') as f:",
      "    reader = make_reader(f, validate_crcs=True)",
      "    out = {}",
      "    for schema, channel, message in reader.iter_messages():",
      "        key = schema.name + ' ' + schema.encoding + ' ' + channel.message_encoding",
      "        out[key] = out.get(key, 0) + 1",
      "    print(json.dumps({'messages': out, 'total': reader.get_summary().statistics.message_count}))",
    ].join("\n");
    const { stdout } = await execute(python.path, ["-c", code, path]);
    expect(JSON.parse(stdout)).toEqual({
      messages: {
        "foxglove.CompressedImage protobuf protobuf": frames,
        "foxglove.PointCloud protobuf protobuf": frames,
      },
      total: 2 * frames,
    });
  });

  it.skipIf(isMissing)(`agree on what Python writes, plain, zstd and lz4${why}`, async () => {
    if ("missing" in python) return;
    const code = [
      "import sys, json, struct, base64",
      "from mcap.writer import Writer, CompressionType",
      "with open(sys.argv[1], 'wb') as f:",
      "    w = Writer(f, chunk_size=2000, compression=getattr(CompressionType, sys.argv[2]))",
      "    w.start()",
      "    s = w.register_schema('foxglove.PointCloud', 'jsonschema', b'{}')",
      "    c = w.register_channel('/lidar', 'json', s)",
      "    for i in range(20):",
      "        data = base64.b64encode(struct.pack('<4f', i, 2, 3, 0.5)).decode()",
      "        fields = [{'name': n, 'offset': 4 * k, 'type': 7} for k, n in enumerate(['x', 'y', 'z', 'intensity'])]",
      "        m = {'timestamp': {'sec': 0, 'nsec': i + 1}, 'frame_id': '', 'point_stride': 16, 'fields': fields, 'data': data}",
      "        w.add_message(c, i, json.dumps(m).encode(), i, i)",
      "    w.finish()",
    ].join("\n");
    for (const compression of ["NONE", "ZSTD", "LZ4"]) {
      const path = join(await temporaryFolder(), "python.mcap");
      const script = `${path}.py`;
      await writeFile(script, code);
      await execute(python.path, [script, path, compression]);
      const recording = await openRecording(path);
      try {
        expect(recording.damage).toEqual([]);
        const found = await framesOf(recording);
        expect(found.map(({ points }) => points[0])).toEqual(
          Array.from({ length: 20 }, (_, i) => i),
        );
      } finally {
        await recording.close();
      }
    }
  });
});
