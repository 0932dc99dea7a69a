import type { KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { z } from "zod";
import { fail, failFrom } from "../../core/errors.ts";
import type { NamedTensors } from "../../runtime/engine.ts";
import { checkpointName, sensorFolder, stepOfName } from "./checkpoint-path.ts";
import { currentCheckpoint } from "./current-checkpoint.ts";
import { readWhole } from "./durable-files.ts";
import { manifestFile, stateFile, type Manifest } from "./manifest.ts";
import { modelVersion } from "./model-version.ts";
import { signatureFile, signatureProblem } from "./signature.ts";
import { checkpointNames, readManifest } from "./sensor-checkpoints.ts";
import { layoutProblem, takeTensors } from "./state-layout.ts";

interface TrustOptions {
  /** Whose signature it must have; absent = none is needed. */
  readonly trust?: readonly KeyObject[] | undefined;
}

export interface Checkpoint {
  readonly path: string;
  readonly name: string;
  readonly manifest: Manifest;
  /** Each tensor in a buffer of its own; the caller's. */
  readonly state: NamedTensors;
}

/**
 * Reads the sensor's current checkpoint, or the one of `step`, and checks every hash. A damaged one
 * is an error: going back to an older one is the caller's decision.
 *
 * @throws AppError CHECKPOINT_MISSING; CHECKPOINT_UNTRUSTED; CHECKPOINT_INVALID, naming the file and what is
 *   wrong with it
 */
export async function readCheckpoint(
  root: string,
  sensor: string,
  options: TrustOptions & { readonly step?: number | undefined } = {},
): Promise<Checkpoint> {
  const folder = sensorFolder(root, sensor);
  const { step, trust } = options;
  // Always asked: it clears up behind writers that died, which may bring a checkpoint back.
  const current = await currentCheckpoint(root, sensor);
  const name = step === undefined ? current : checkpointName(step);
  if (name === undefined) {
    const [damaged] = (await checkpointNames(folder)).toReversed();
    if (damaged !== undefined) await openCheckpoint(join(folder, damaged));
    fail("CHECKPOINT_MISSING", folder, "a checkpoint");
  }
  if (!(await checkpointNames(folder)).includes(name)) fail("CHECKPOINT_MISSING", folder, name);
  return openCheckpoint(join(folder, name), { trust });
}

/** Reads the checkpoint folder `path`. @throws AppError CHECKPOINT_INVALID, CHECKPOINT_UNTRUSTED */
export async function openCheckpoint(
  path: string,
  { trust }: TrustOptions = {},
): Promise<Checkpoint> {
  const name = basename(path);
  let manifest: Manifest;
  // First of all, and of the very bytes that are read then: nothing of a stranger's is looked at.
  const trusted = trust && (await trustedManifest(path, trust));
  try {
    manifest = await readManifest(path, trusted);
  } catch (error) {
    failFrom(error, "CHECKPOINT_INVALID", join(path, manifestFile), wordsOf(error));
  }
  const stateAt = join(path, stateFile);
  const { data, sha256 } = await readWhole(stateAt).catch((error: unknown) =>
    failFrom(error, "CHECKPOINT_INVALID", stateAt, wordsOf(error)),
  );
  if (sha256 !== manifest.files[stateFile].sha256) {
    fail("CHECKPOINT_INVALID", stateAt, "its bytes do not match the manifest's hash");
  }
  const manifestAt = join(path, manifestFile);
  const layout = layoutProblem(manifest.tensors, data.length);
  if (layout !== undefined) fail("CHECKPOINT_INVALID", manifestAt, layout);
  const state = takeTensors(data, manifest.tensors);
  const problem = manifestProblem(name, manifest, state);
  if (problem !== undefined) fail("CHECKPOINT_INVALID", manifestAt, problem);
  return { path, name, manifest, state };
}

async function trustedManifest(path: string, trust: readonly KeyObject[]): Promise<string> {
  const manifestAt = join(path, manifestFile);
  const manifest = await readFile(manifestAt).catch((error: unknown) =>
    failFrom(error, "CHECKPOINT_INVALID", manifestAt, wordsOf(error)),
  );
  const signature = await readFile(join(path, signatureFile), "utf8").catch(() => undefined);
  const problem = signatureProblem(manifest, signature, trust);
  if (problem !== undefined) fail("CHECKPOINT_UNTRUSTED", path, problem);
  return manifest.toString("utf8");
}

/** What the manifest says that its folder or its own tensors contradict. */
function manifestProblem(
  name: string,
  { step, modelTensors, modelVersion: version }: Manifest,
  state: NamedTensors,
): string | undefined {
  if (stepOfName(name) !== step) return `it is of step ${step}, its folder is ${name}`;
  const missing = modelTensors.find((tensor) => !Object.hasOwn(state, tensor));
  if (missing !== undefined) return `the encoder's tensor '${missing}' is not in the state`;
  const actual = modelVersion(Object.fromEntries(modelTensors.map((t) => [t, state[t]!])));
  return actual === version ? undefined : `its model version is ${version}, its weights ${actual}`;
}

function wordsOf(error: unknown): string {
  if (error instanceof z.ZodError) return z.prettifyError(error);
  return error instanceof Error ? error.message : String(error);
}
