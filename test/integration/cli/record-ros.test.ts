import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished } from "vitest";
import { rosSchemaText } from "../../../src/app/record/ros-schema.ts";
import { decoders } from "../../../src/decode/index.ts";
import { openRecording } from "../../../src/recording/index.ts";
import { openTransport } from "../../../src/transport/index.ts";
import { freePort } from "../../support/free-port.ts";
import { findPython } from "../../support/python.ts";
import { pointFields, rosHeader, rosMessage } from "../../support/ros-messages.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { lastJson, startCli } from "./run-cli.ts";

const execute = promisify(execFile);
const python = await findPython("mcap_ros2");
const isMissing = "missing" in python;
const why = isMissing ? ` (skipped: ${python.missing})` : "";
const interpreter = isMissing ? "" : python.path;
const script = (name: string): string =>
  fileURLToPath(new URL(`../../support/peers/${name}`, import.meta.url));

const count = 5;
const firstNs = 1_700_000_000_000_000_001n;
const stampNs = (i: number): bigint => firstNs + BigInt(i) * 100_000_000n;

const xyzi = pointFields([
  ["x", 0, "float32"],
  ["y", 4, "float32"],
  ["z", 8, "float32"],
  ["intensity", 12, "float32"],
]);

function cloud(i: number): Uint8Array {
  return rosMessage("ros2", "sensor_msgs/PointCloud2", {
    header: rosHeader(stampNs(i), "lidar"),
    ...{ height: 1, width: 2, fields: xyzi, is_bigendian: false, point_step: 16, row_step: 32 },
    data: new Uint8Array(Float32Array.of(i, 2, 3, 0.5, -i, 2, 3, 0.5).buffer),
    is_dense: true,
  });
}

function picture(i: number): Uint8Array {
  const data = new Uint8Array(10 + i).fill(255);
  return rosMessage("ros2", "sensor_msgs/CompressedImage", {
    header: rosHeader(stampNs(i), "camera"),
    ...{ format: "jpeg", data },
  });
}

/** Sends pictures and clouds of ROS 2 to `record`, and gives the file. */
async function recordMessages(): Promise<string> {
  const url = `tcp://127.0.0.1:${await freePort()}`;
  const limits = { maxQueuedBytes: 1e7, maxMessageBytes: 1e6, connectTimeoutMs: 1500 };
  const sender = await openTransport({ url, role: "publisher", ...limits });
  onTestFinished(() => sender.close());
  const path = join(await temporaryFolder(), "ros.mcap");
  const recorder = startCli("record", "--from", url, "--out", path, "--json");
  expect(await sender.waitForSubscriber(20_000)).toBe(true);
  for (let i = 0; i < count; i++) {
    const common = { sequence: i, stampNs: stampNs(i) };
    const type = "application/x-ros2-sensor_msgs-";
    const contentType = `${type}compressedimage`;
    sender.publish({ ...common, topic: "image", payload: picture(i), contentType });
    sender.publish({
      ...common,
      ...{ topic: "points", payload: cloud(i), contentType: `${type}pointcloud2` },
    });
    await sleep(20);
  }
  await sleep(300);
  recorder.interrupt();
  const { code, out, err } = await recorder.ended;
  expect(code, err).toBe(0);
  expect(lastJson(out)).toMatchObject({ received: 2 * count, dropped: {} });
  return path;
}

describe.skipIf(isMissing)(`an MCAP of ROS 2 messages${why}`, () => {
  it("that we record opens in mcap_ros2, with types, stamps and points", async () => {
    const path = await recordMessages();
    const { stdout } = await execute(interpreter, [script("read_ros_mcap.py"), path]);
    const found = JSON.parse(stdout) as [topic: string, ...rest: unknown[]][];
    const of = (topic: string) => found.filter(([name]) => name === topic);
    expect(of("image")).toEqual(
      Array.from({ length: count }, (_, i) => [
        ...["image", "sensor_msgs/msg/CompressedImage", stampNs(i).toString()],
        { format: "jpeg", bytes: 10 + i, frameId: "camera" },
      ]),
    );
    expect(of("points")).toEqual(
      Array.from({ length: count }, (_, i) => [
        ...["points", "sensor_msgs/msg/PointCloud2", stampNs(i).toString()],
        { names: ["x", "y", "z", "intensity"], x: [i, i === 0 ? -0 : -i] },
      ]),
    );
  });

  it.each(["NONE", "ZSTD", "LZ4"])(
    "that mcap_ros2 writes (%s) reads as what was written",
    async (compression) => {
      const folder = await temporaryFolder();
      const [path, definition] = [join(folder, "theirs.mcap"), join(folder, "definition.msg")];
      await writeFile(definition, rosSchemaText("ros2", "sensor_msgs/PointCloud2"));
      const args = [script("write_ros_mcap.py"), path, compression, definition, "20"];
      await execute(interpreter, args);
      const recording = await openRecording(path, { isThorough: true });
      onTestFinished(() => recording.close());
      expect(recording.damage).toEqual([]);
      expect(recording.streams).toMatchObject([{ encoding: "ros2-point-cloud2", frameCount: 20 }]);
      const xs: number[] = [];
      for await (const { payload } of recording.messages()) {
        const header = { sensor: "s", stampNs: 0n, arrivalMs: 0 };
        const limits = { maxPixels: 1, maxPoints: 10 };
        const decoded = await decoders.get("ros2-point-cloud2").decode(payload, header, limits);
        if (!decoded.ok || decoded.frame.kind !== "lidar") throw new Error("not a scan");
        expect(decoded.frame.stampNs).toBe(BigInt(xs.length + 1));
        xs.push(decoded.frame.points[0]!);
      }
      expect(xs).toEqual(Array.from({ length: 20 }, (_, i) => i));
    },
  );
});
