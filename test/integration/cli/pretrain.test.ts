import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { writeFile } from "node:fs/promises";
import { tinyCamera, tinyLearn } from "../../support/tiny-run.ts";
import { writeWallRecording } from "../../support/wall-recording.ts";
import { inStarts, lastJson, runCli, startCli } from "./run-cli.ts";
import { loadAddon } from "../../../src/native/addon.ts";

let folder: string;
let recording: string;
let config: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "saccade-pretrain-"));
  recording = join(folder, "drive");
  config = join(folder, "tiny.yaml");
  await mkdir(recording);
  await writeWallRecording(recording, 120);
  await writeFile(
    config,
    stringify({
      sensors: { camera: { ...tinyCamera, from: "mqtt://127.0.0.1:1", encoding: "png" } },
      learn: tinyLearn,
    }),
  );
});
afterAll(() => rm(folder, { recursive: true }));

const checkpoints = (name: string): string => join(folder, name);
const command = (root: string, ...args: readonly string[]): readonly string[] => [
  ...["pretrain", recording, "--config", config, "--sensor", "camera"],
  ...["--checkpoint", checkpoints(root), "--json", ...args],
];
const pretrain = (root: string, ...args: readonly string[]) => runCli(...command(root, ...args));

describe("saccade pretrain", () => {
  it("trains for so many steps and tells what came of it", async () => {
    const { code, out, err } = await pretrain("a", "--steps", "20", "--split", "0:0.7");
    expect(code, err).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    expect(lastJson(out)).toMatchObject({
      sensor: "camera",
      frames: 84,
      steps: 20,
      seconds: expect.any(Number) as number,
      loss: {
        "info-nce": { first: expect.any(Number) as number, last: expect.any(Number) as number },
        "next-frame": {},
      },
      checkpoint: join(checkpoints("a"), "camera", "step-00000020"),
      version: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
      engine: loadAddon().loaded ? "ort-native" : "ort-node",
      provider: "cpu",
      dropped: {},
    });
    expect(await readdir(join(checkpoints("a"), "camera"))).toContain("step-00000020");
  });

  it("leaves the device the part of the time that the configuration keeps from it", async () => {
    const report = async (name: string, ...args: readonly string[]) => {
      const { out } = await pretrain(name, "--steps", "60", ...args);
      const { seconds, version, device } = lastJson(out);
      return { seconds: Number(seconds), version, device };
    };
    const all = await report("whole");
    const fifth = await report("fifth", "--set", "learn.governor.maxDuty=0.2");
    expect(fifth.seconds).toBeGreaterThan(2 * all.seconds);
    expect(fifth.version).toBe(all.version);
    expect(fifth.device).toMatchObject({
      settings: { "learn.governor.maxDuty": { value: 0.2, from: "configuration" } },
    });
  });

  it("gives the same encoder for the same seed, in one go or stopped and resumed", async () => {
    const whole = lastJson((await pretrain("whole", "--steps", "20", "--seed", "3")).out);
    await pretrain("parts", "--steps", "10", "--seed", "3");
    const { out, err } = await pretrain("parts", "--steps", "20", "--seed", "3");
    expect(err).toContain("going on from step 10");
    expect(lastJson(out)["version"]).toBe(whole["version"]);
    const again = lastJson((await pretrain("again", "--steps", "20", "--seed", "3")).out);
    expect(again["version"]).toBe(whole["version"]);
  });

  it("counts the stream's time the same way in one go or stopped and resumed", async () => {
    const long = join(folder, "long");
    await mkdir(long);
    // Longer than what is read before the first step: frames come with every step.
    await writeWallRecording(long, 700);
    const half = async (seconds: number, root: string, steps: number) => {
      const { code, out, err } = await runCli(
        ...["pretrain", long, "--config", config, "--sensor", "camera", "--json"],
        ...["--checkpoint", checkpoints(root), "--steps", String(steps)],
        ...["--set", "learn.optimizer.name=adamw"],
        ...["--set", `learn.optimizer.averageHalfLifeS=${seconds}`],
      );
      expect(code, err).toBe(0);
      return lastJson(out)["version"];
    };
    const whole = await half(1, "stream-whole", 4);
    await half(1, "stream-parts", 2);
    expect(await half(1, "stream-parts", 4)).toBe(whole);
    expect(await half(1000, "stream-slow", 4)).not.toBe(whole);
  });

  it("starts anew, with a warning, where another seed has been", async () => {
    await pretrain("seeds", "--steps", "2", "--seed", "1");
    const { code, out, err } = await pretrain("seeds", "--steps", "3", "--seed", "2");
    expect(code).toBe(0);
    expect(err).toMatch(/warn {2}starting anew: .*step-00000002 was trained from seed 1, not 2/);
    expect(lastJson(out)["steps"]).toBe(3);
  });

  it("starts anew without a word when asked to", async () => {
    await pretrain("fresh", "--steps", "4");
    const { out, err } = await pretrain("fresh", "--steps", "2", "--fresh");
    expect(err).not.toMatch(/starting anew|going on/);
    expect(lastJson(out)["steps"]).toBe(2);
  });

  it("writes a checkpoint at Ctrl-C, to go on from", async () => {
    const running = startCli(...command("stopped", "--steps", "1000000"));
    await running.says("step");
    running.interrupt();
    const { code, out, err } = await running.ended;
    expect(code, err).toBe(0);
    const { steps, checkpoint } = lastJson(out) as { steps: number; checkpoint: string };
    expect(steps).toBeGreaterThan(0);
    expect(checkpoint).toContain(`step-${String(steps).padStart(8, "0")}`);
    expect((await runCli("checkpoint", checkpoints("stopped"), "verify")).code).toBe(0);
    const { err: next } = await pretrain("stopped", "--steps", String(steps + 1));
    expect(next).toContain(`going on from step ${steps}`);
  });

  it("stopped while it still reads says that nothing was trained", async () => {
    const running = startCli(
      ...["pretrain", "sim:city?seed=1&seconds=600", "--config", config, "--sensor", "camera"],
      ...["--checkpoint", checkpoints("early"), "--steps", "5", "--set"],
      ...["sensors.camera.encoding=jpeg", "--set", "learn.batch=1024"],
    );
    setTimeout(() => {
      running.interrupt();
    }, 2500);
    const { code, err } = await running.ended;
    expect(code, err).toBe(1);
    expect(err).toContain("stopped before the first training step was done");
    expect(await readdir(checkpoints("early")).catch(() => [])).toEqual([]);
  });

  it("refuses a part too short for a batch, saying what would help", async () => {
    const { code, err } = await pretrain("short", "--steps", "5", "--split", "0:0.03");
    expect(code).toBe(2);
    expect(err).toMatch(/'camera' gave 4 frames, too few .*batch of 4 clips; use a longer/);
  });

  it.each([
    [["--sensor", "lidar", "--steps", "1"], "no sensor 'lidar'; it has: camera"],
    [["--steps", "1", "--split", "0.5"], "--split"],
    [["--steps", "1", "--stream", "rear"], "no stream for"],
    [[], "expected one of them"],
  ])("refuses %j by name", async (args, words) => {
    const { code, err, starts } = await inStarts(pretrain("refused", ...args));
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(starts).toBeLessThan(12);
  });
});
