import type { KeyObject } from "node:crypto";
import { mkdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fail, failFrom } from "../../core/errors.ts";
import type { NamedTensors } from "../../runtime/engine.ts";
import { createFolder } from "./create-folder.ts";
import { checkpointName, sensorFolder } from "./checkpoint-path.ts";
import { pointCurrentAt } from "./current-checkpoint.ts";
import { syncFolder, writeDurably } from "./durable-files.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { formatVersion, manifestFile, printManifest, stateFile } from "./manifest.ts";
import { modelVersion } from "./model-version.ts";
import { signatureFile, signatureOf } from "./signature.ts";
import { layOut, stateBytes } from "./state-layout.ts";

/** What goes into a checkpoint. The state's buffers must stay untouched until it is written. */
export interface CheckpointContent {
  readonly sensor: string;
  readonly step: number;
  readonly seed: number;
  /** JSON. */
  readonly config: unknown;
  /** Versions of what made it, by name: `saccade`, `onnxruntime`. */
  readonly versions: Readonly<Record<string, string>>;
  readonly state: NamedTensors;
  /** Names of the state tensors that are the encoder; they make the model version. */
  readonly modelTensors: readonly string[];
  /** JSON: whatever else resuming needs. */
  readonly extra: unknown;
  /** An Ed25519 private key: the checkpoint is signed with it. */
  readonly signer?: KeyObject | undefined;
}

export interface WrittenCheckpoint {
  readonly path: string;
  readonly name: string;
  readonly modelVersion: string;
}

/**
 * Writes `<root>/<sensor>/step-00000050/` and makes it the sensor's current checkpoint.
 *
 * The folder appears under its name complete and on the disk, or not at all: it is written beside,
 * synced, then renamed. One of the same step is moved aside first and comes back (at the next open)
 * if this process dies before the new one is in its place.
 *
 * @throws AppError CHECKPOINT_WRITE_FAILED (disk full, no permission, config that is no JSON), and
 *   OPTION_INVALID for a bad sensor name, step, or a model tensor that is not in the state
 */
export async function writeCheckpoint(
  root: string,
  content: CheckpointContent,
): Promise<WrittenCheckpoint> {
  const folder = sensorFolder(root, content.sensor);
  const name = checkpointName(content.step);
  const version = modelVersion(encoderOf(content));
  const path = join(folder, name);
  const temporary = join(folder, temporaryName("new", name));
  try {
    await createFolder(folder);
    await removeLeftovers(folder);
    await writeFiles(temporary, content, version);
    await replaceFolder(folder, temporary, name);
    await pointCurrentAt(folder, name);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => undefined);
    const cause = error instanceof Error ? error.message : String(error);
    failFrom(error, "CHECKPOINT_WRITE_FAILED", path, cause);
  }
  return { path, name, modelVersion: version };
}

function encoderOf({ state, modelTensors }: CheckpointContent): NamedTensors {
  const tensors = modelTensors.map((name) => {
    const tensor = state[name];
    if (!tensor) fail("OPTION_INVALID", "modelTensors", "names of tensors of the state", name);
    return [name, tensor] as const;
  });
  return Object.fromEntries(tensors);
}

async function writeFiles(
  folder: string,
  content: CheckpointContent,
  version: string,
): Promise<void> {
  await mkdir(folder);
  const { state, sensor, step, seed, versions, modelTensors } = content;
  const tensors = [...layOut(state)];
  const written = await writeDurably(join(folder, stateFile), stateBytes(state, tensors));
  const manifest = printManifest({
    format: formatVersion,
    sensor,
    step,
    seed,
    modelVersion: version,
    versions,
    config: content.config ?? null,
    extra: content.extra ?? null,
    modelTensors: [...modelTensors],
    tensors,
    files: { [stateFile]: written },
  });
  const bytes = new TextEncoder().encode(manifest);
  await writeDurably(join(folder, manifestFile), [bytes]);
  if (content.signer) {
    const signature = new TextEncoder().encode(signatureOf(bytes, content.signer));
    await writeDurably(join(folder, signatureFile), [signature]);
  }
  await syncFolder(folder);
}

/** Puts the written folder under its name; `rename` cannot replace a folder that holds files. */
async function replaceFolder(folder: string, written: string, name: string): Promise<void> {
  const path = join(folder, name);
  const aside = join(folder, temporaryName("old", name));
  const hadOne = await rename(path, aside).then(
    () => true,
    (error: unknown) => {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return false;
      throw error;
    },
  );
  try {
    await rename(written, path);
  } catch (error) {
    if (hadOne) await rename(aside, path);
    throw error;
  }
  await syncFolder(folder);
  if (hadOne) await rm(aside, { recursive: true, force: true });
}
