import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { sensorFolder, stepOfName } from "./checkpoint-path.ts";
import { currentCheckpoint } from "./current-checkpoint.ts";
import { manifestFile, stateFile } from "./manifest.ts";
import { checkpointNames, readManifest } from "./sensor-checkpoints.ts";

/** One kept checkpoint. The fields of the manifest are absent when it is damaged. */
export interface CheckpointSummary {
  readonly sensor: string;
  readonly name: string;
  readonly path: string;
  readonly step: number;
  readonly isCurrent: boolean;
  readonly modelVersion?: string | undefined;
  readonly sizeBytes?: number | undefined;
  /** When it was written, milliseconds since the Unix epoch. */
  readonly writtenMs?: number | undefined;
  /** What is wrong with it; hashes of the weights are not checked here. */
  readonly problem?: string | undefined;
}

/** Every checkpoint under `root`, by sensor, then oldest first; none when there is no such folder. */
export async function listCheckpoints(root: string): Promise<readonly CheckpointSummary[]> {
  const summaries: CheckpointSummary[] = [];
  for (const sensor of await checkpointedSensors(root)) {
    const folder = join(root, sensor);
    const current = await currentCheckpoint(root, sensor);
    for (const name of await checkpointNames(sensorFolder(root, sensor))) {
      const path = join(folder, name);
      const base = { sensor, name, path, step: stepOfName(name)!, isCurrent: name === current };
      summaries.push({ ...base, ...(await manifestFields(path)) });
    }
  }
  return summaries;
}

/** The sensors that have a checkpoint under `root`, in order of name. */
export async function checkpointedSensors(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const sensors: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    if ((await checkpointNames(join(root, entry.name))).length > 0) sensors.push(entry.name);
  }
  return sensors.sort();
}

async function manifestFields(
  path: string,
): Promise<Pick<CheckpointSummary, "modelVersion" | "sizeBytes" | "writtenMs" | "problem">> {
  try {
    const { modelVersion, files } = await readManifest(path);
    const { mtimeMs } = await stat(join(path, manifestFile));
    return { modelVersion, sizeBytes: files[stateFile].bytes, writtenMs: mtimeMs };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error) };
  }
}
