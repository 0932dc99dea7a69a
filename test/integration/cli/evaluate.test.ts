import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { trainedWall } from "../../support/trained-wall.ts";
import { inStarts, lastJson, runCli, startCli } from "./run-cli.ts";

let folder: string;
let recording: string;
let checkpoint: string;

beforeAll(async () => {
  ({ folder, recording, checkpoint } = await trainedWall({ frames: 400, steps: 30 }));
});
afterAll(() => rm(folder, { recursive: true }));

const command = (...args: readonly string[]): readonly string[] => [
  ...["evaluate", recording, "--checkpoint", checkpoint, "--sensor", "camera", ...args],
];
const evaluate = (...args: readonly string[]) => runCli(...command(...args));

const number = expect.any(Number) as number;

describe("saccade evaluate", () => {
  it("scores the encoder and everything it is compared with", async () => {
    const { code, out, err } = await evaluate(
      ...["--probe", "phase", "--probe", "still", "--baselines", "--json"],
    );
    expect(code, err).toBe(0);
    expect(lastJson(out)).toMatchObject({
      sensor: "camera",
      frames: 400,
      probe: {
        phase: {
          r2: number,
          baselines: { thumbnail: number, randomInit: number, pca: number, supervised: number },
        },
      },
      nextFrame: { error: number, copyLast: number, skill: number },
      retrieval: {
        recallAt1: number,
        baselines: { thumbnail: number, randomInit: number, pca: number },
      },
      health: { rankMe: number, dim: number, std: number },
    });
    // A label that never changes cannot be explained: absent, never zero.
    const { probe } = lastJson(out) as { probe: Record<string, object> };
    expect(probe["still"]).not.toHaveProperty("r2");
  });

  it("gives the same numbers every time", async () => {
    const [first, second] = [await evaluate("--json"), await evaluate("--json")];
    expect(lastJson(first.out)).toEqual(lastJson(second.out));
  });

  it("writes a table for people, and a page with pictures", async () => {
    const report = join(folder, "report");
    const { code, out } = await evaluate("--probe", "phase", "--few-labels", "--report", report);
    expect(code).toBe(0);
    expect(out).toMatch(/phase/);
    // Decoding has switched the drawing's loader off in the same process.
    const written = ["few-labels-phase.png", "report.md", "scores.png"];
    expect((await readdir(report)).toSorted()).toEqual(written);
  });

  it("stopped by Ctrl-C says that there is no result", async () => {
    const running = startCli(...command("--probe", "phase", "--baselines"));
    await running.says("reading");
    running.interrupt();
    const { code, err } = await running.ended;
    expect(code, err).toBe(1);
    expect(err).toContain("stopped before the evaluation was done");
  });

  it.each([
    [["--probe", "steering"], "no label column 'steering'; it has: phase, still"],
    [["--fit", "0:0.8", "--split", "0.7:1"], "shares no frame with --split 0.7:1"],
    [["--stream", "rear"], "no stream for"],
    [["--checkpoint", "/nowhere"], "expected a checkpoint in /nowhere"],
  ])("refuses %j by name, before it reads a frame", async (args, words) => {
    const { code, err, starts } = await inStarts(evaluate(...args));
    expect(code).toBe(2);
    expect(err).toContain(words);
    expect(err.trimEnd().split("\n")).toHaveLength(1);
    expect(starts).toBeLessThan(12);
  });
});
