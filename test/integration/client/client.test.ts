import { execFile, spawn } from "node:child_process";
import { connect } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { openClient } from "../../../src/client/client.ts";
import { findPython } from "../../support/python.ts";
import { tinyLearn, tinyRun, type TinyRun } from "../../support/tiny-run.ts";

const execute = promisify(execFile);
const root = fileURLToPath(new URL("../../../", import.meta.url));
const hasProtoc = await execute("protoc", ["--version"]).then(
  () => true,
  () => false,
);
const pythons = {
  mqtt: await findPython("paho.mqtt.client"),
  zeromq: await findPython("zmq"),
  protobuf: await findPython("google.protobuf"),
};
const missing = [
  ...Object.values(pythons).flatMap((python) => ("missing" in python ? [python.missing] : [])),
  ...(hasProtoc ? [] : ["there is no protoc"]),
];
const note = missing.length > 0 ? ` (skipped: ${missing.join("; ")})` : "";

/**
 * A real run of the built-in world, four times as fast as the world's time, with one model all along and a
 * head on the lidar.
 */
async function started(): Promise<TinyRun> {
  const run = await tinyRun({
    hasWorld: true,
    change: {
      simulator: { scene: "corridor", seed: 3, speed: 4 },
      window: { enabled: false },
      learn: { ...tinyLearn, health: { ...tinyLearn.health, everySteps: 1_000_000 } },
    },
  });
  const main = `${root}dist/cli/main.js`;
  const world = "sim:corridor?seed=3&seconds=20&camera=off";
  const kept = ["--checkpoint", run.checkpoints, "--sensor", "lidar"];
  for (const args of [
    ["pretrain", world, "--config", run.config, "--steps", "2", ...kept],
    ["head", "fit", "--recording", world, "--column", "obstacleFrontM", "--labels", "50", ...kept],
  ]) {
    await execute(process.execPath, [main, ...args], { cwd: run.folder });
  }
  const running = spawn(process.execPath, [main, "run", run.config], {
    cwd: run.folder,
    stdio: "ignore",
  });
  onTestFinished(async () => {
    const ended = new Promise((resolve) => running.once("exit", resolve));
    running.kill("SIGINT");
    await ended;
  });
  await vi.waitFor(() => connected(run.broker), { timeout: 20_000, interval: 100 });
  return run;
}

function connected(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.destroy();
      resolve();
    });
    socket.once("error", reject);
  });
}

/** What a program has said once it had said `words`, or when its time was over. */
async function said(words: RegExp, program: string, ...args: readonly string[]): Promise<string> {
  const child = spawn(program, args, { cwd: root });
  let out = "";
  const take = (data: Buffer): void => {
    out += data.toString();
  };
  child.stdout.on("data", take);
  child.stderr.on("data", take);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const hasSaid = (): void => {
    expect(out).toMatch(words);
  };
  await vi.waitFor(hasSaid, { timeout: 25_000, interval: 100 }).catch(() => undefined);
  child.kill();
  await ended;
  return out;
}

async function heard(from: string): Promise<void> {
  const words = new Set<string>();
  const client = await openClient({
    from,
    features: ({ sensor }) => words.add(`features ${sensor}`),
    surprise: ({ sensor }) => words.add(`surprise ${sensor}`),
    fresh: (sensor, isFresh) => words.add(`${sensor} ${isFresh ? "fresh" : "stale"}`),
  });
  const wanted = ["features camera", "surprise lidar", "camera fresh"];
  const isHeard = (): void => {
    expect([...words]).toEqual(expect.arrayContaining(wanted));
  };
  await vi.waitFor(isHeard, { timeout: 15_000 });
  await client.close();
}

describe("saccade/client", () => {
  it("loads no native part", async () => {
    const code = `
      await import("saccade/client");
      const { sharedObjects } = process.report.getReport();
      console.log(JSON.stringify(sharedObjects.filter((path) => path.endsWith(".node"))));
    `;
    const args = ["--input-type=module", "--eval", code];
    const { stdout } = await execute(process.execPath, args, { cwd: root });
    expect(stdout.trim()).toBe("[]");
  });

  it(
    "hears a run over MQTT and ZeroMQ, and so does every example",
    { timeout: 90_000 },
    async () => {
      const run = await started();
      const example = (words: RegExp, name: string, ...args: readonly string[]) =>
        said(words, process.execPath, `${root}examples/${name}.mjs`, run.broker, ...args);
      const speed = /^speed \d\.\d m\/s/m;
      const loop = /like \d+\.\d s ago/;
      const distance = /^-?\d+\.\d ± \d+\.\d m ahead, in truth \d+\.\d m/m;
      const [slowDown, closures, obstacles] = await Promise.all([
        example(speed, "slow-down"),
        example(loop, "loop-closure"),
        example(distance, "obstacle-distance", "lidar", "corridor", "3"),
        heard(run.broker),
        heard(run.features),
      ]);
      expect(slowDown).toMatch(speed);
      expect(closures).toMatch(loop);
      expect(obstacles).toMatch(distance);
    },
  );
});

describe.skipIf(missing.length > 0)(`examples/python/listen.py${note}`, () => {
  it("decodes what a run publishes over MQTT and ZeroMQ", { timeout: 60_000 }, async () => {
    const run = await started();
    const { path } = pythons.zeromq as { readonly path: string };
    const listen = (from: string) =>
      said(/^surprise camera/m, path, `${root}examples/python/listen.py`, from, "--count", "40");
    for (const out of await Promise.all([listen(run.broker), listen(run.features)])) {
      expect(out).toMatch(/^features camera \d+ \d+ numbers, model [0-9a-f]{16}$/m);
      expect(out).toMatch(/^surprise camera \d+ /m);
    }
  });
});
