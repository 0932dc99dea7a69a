import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { stepOfName } from "./checkpoint-path.ts";
import { manifestFile, parseManifest, stateFile, type Manifest } from "./manifest.ts";

/** Names of the checkpoints in a sensor's folder, oldest first; none when there is no folder. */
export async function checkpointNames(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder).catch(() => []);
  return entries
    .filter((entry) => stepOfName(entry) !== undefined)
    .sort((a, b) => stepOfName(a)! - stepOfName(b)!);
}

/**
 * The manifest of the checkpoint at `path`, once it is sound and the state is as long as it says.
 * Reads no weights: what a flipped bit in them does, `readCheckpoint` finds out.
 *
 * @param text its manifest, where that was read already
 * @throws Error saying what is wrong
 */
export async function readManifest(path: string, text?: string): Promise<Manifest> {
  const manifest = parseManifest(text ?? (await readFile(join(path, manifestFile), "utf8")));
  const { size } = await stat(join(path, stateFile));
  const expected = manifest.files[stateFile].bytes;
  if (size !== expected) {
    throw new Error(`${stateFile} has ${size} bytes, expected ${expected}`);
  }
  return manifest;
}

/** Whether `readManifest` finds nothing wrong. */
export async function isComplete(path: string): Promise<boolean> {
  return readManifest(path).then(
    () => true,
    () => false,
  );
}
