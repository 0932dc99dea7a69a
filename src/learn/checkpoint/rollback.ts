import { join } from "node:path";
import { fail, failFrom } from "../../core/errors.ts";
import { sensorFolder, stepOfName } from "./checkpoint-path.ts";
import { currentCheckpoint, pointCurrentAt } from "./current-checkpoint.ts";
import { checkpointNames, isComplete } from "./sensor-checkpoints.ts";

/**
 * Makes the newest whole checkpoint before the current one the current one. Nothing is removed, and
 * a kill in between leaves the old or the new answer.
 *
 * @returns folder names: the one that was current and the one that is now
 * @throws AppError CHECKPOINT_MISSING when none is older, CHECKPOINT_WRITE_FAILED
 */
export async function rollback(
  root: string,
  sensor: string,
): Promise<{ readonly from: string; readonly to: string }> {
  const folder = sensorFolder(root, sensor);
  const from = await currentCheckpoint(root, sensor);
  if (from === undefined) fail("CHECKPOINT_MISSING", folder, "a checkpoint");
  const names = await checkpointNames(folder);
  const older = names.filter((name) => stepOfName(name)! < stepOfName(from)!).toReversed();
  for (const to of older) {
    if (!(await isComplete(join(folder, to)))) continue;
    try {
      await pointCurrentAt(folder, to);
    } catch (error) {
      failFrom(error, "CHECKPOINT_WRITE_FAILED", join(folder, "current"), String(error));
    }
    return { from, to };
  }
  fail("CHECKPOINT_MISSING", folder, `a whole checkpoint older than ${from}`);
}
