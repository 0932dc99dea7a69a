import { rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fail, failFrom } from "../../core/errors.ts";
import { sensorFolder } from "./checkpoint-path.ts";
import { currentCheckpoint } from "./current-checkpoint.ts";
import { temporaryName } from "./leftovers.ts";
import { promotedNames } from "./promoted.ts";
import { checkpointNames } from "./sensor-checkpoints.ts";

/**
 * Removes all but the `keep` newest checkpoints of a sensor and the `keep` newest whose encoders were
 * promoted. The current one always stays, in addition when it is older.
 *
 * @returns the names removed, oldest first
 * @throws AppError OPTION_INVALID when `keep` is below 1, CHECKPOINT_WRITE_FAILED
 */
export async function pruneCheckpoints(
  root: string,
  sensor: string,
  options: { readonly keep: number },
): Promise<readonly string[]> {
  const { keep } = options;
  if (!Number.isInteger(keep) || keep < 1) {
    fail("OPTION_INVALID", "keep", "a positive integer", keep);
  }
  const folder = sensorFolder(root, sensor);
  const current = await currentCheckpoint(root, sensor);
  const names = await checkpointNames(folder);
  const promoted = (await promotedNames(folder, current)).slice(-keep);
  const kept = new Set([...names.slice(-keep), ...promoted, current]);
  const removed = names.filter((name) => !kept.has(name));
  for (const name of removed) {
    try {
      // Out of sight first: a kill in the middle must not leave half a checkpoint under its name.
      const doomed = join(folder, temporaryName("new", name));
      await rename(join(folder, name), doomed);
      await rm(doomed, { recursive: true, force: true });
    } catch (error) {
      failFrom(error, "CHECKPOINT_WRITE_FAILED", join(folder, name), String(error));
    }
  }
  return removed;
}
