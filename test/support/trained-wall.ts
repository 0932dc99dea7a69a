import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { expect } from "vitest";
import { runCli } from "../integration/cli/run-cli.ts";
import { tinyCamera, tinyLearn } from "./tiny-run.ts";
import { writeWallRecording } from "./wall-recording.ts";

/** A recording with labels, and an encoder that `pretrain` trained on the first 70 % of it; delete `folder` when done. */
export async function trainedWall(options: {
  readonly frames: number;
  readonly steps: number;
}): Promise<{ readonly folder: string; readonly recording: string; readonly checkpoint: string }> {
  const folder = await mkdtemp(join(tmpdir(), "saccade-wall-"));
  const recording = join(folder, "drive");
  const checkpoint = join(folder, "checkpoints");
  const config = join(folder, "tiny.yaml");
  await writeWallRecording(recording, options.frames);
  await writeFile(
    config,
    stringify({
      sensors: { camera: { ...tinyCamera, from: "mqtt://127.0.0.1:1", encoding: "png" } },
      learn: tinyLearn,
    }),
  );
  const { code, err } = await runCli(
    ...["pretrain", recording, "--config", config, "--sensor", "camera"],
    ...["--steps", String(options.steps), "--split", "0:0.7", "--checkpoint", checkpoint],
  );
  expect(code, err).toBe(0);
  return { folder, recording, checkpoint };
}
