import { join } from "node:path";
import { fail, failFrom } from "../../core/errors.ts";
import { sensorFolder, stepOfName } from "./checkpoint-path.ts";
import { currentCheckpoint, pointCurrentAt } from "./current-checkpoint.ts";
import { promotedNames, withdraw } from "./promoted.ts";
import { checkpointNames, isComplete } from "./sensor-checkpoints.ts";
import { verifyCheckpoint } from "./verify-checkpoint.ts";

/**
 * Goes back by one: to the newest whole checkpoint of a promoted encoder before the one that answers. Where
 * no encoder was promoted, to the newest whole checkpoint before the current one. What is newer loses its
 * mark of promotion and never answers again. Nothing is removed, and a kill in between leaves the old or the
 * new answer.
 *
 * @param options.step to the checkpoint of this step instead
 * @returns folder names: the one that answered and the one that does now
 * @throws AppError CHECKPOINT_MISSING when none is older, CHECKPOINT_WRITE_FAILED
 */
export async function rollback(
  root: string,
  sensor: string,
  options: { readonly step?: number | undefined } = {},
): Promise<{ readonly from: string; readonly to: string }> {
  const folder = sensorFolder(root, sensor);
  const current = await currentCheckpoint(root, sensor);
  if (current === undefined) fail("CHECKPOINT_MISSING", folder, "a checkpoint");
  const promoted = await promotedNames(folder, current);
  const from = promoted.at(-1) ?? current;
  const isWanted = ({ step }: typeof options, name: string): boolean =>
    step === undefined ? stepOfName(name)! < stepOfName(from)! : stepOfName(name) === step;
  const all = promoted.length > 0 ? promoted : await checkpointNames(folder);
  for (const to of all.filter((name) => isWanted(options, name)).toReversed()) {
    const path = join(folder, to);
    if (!(await isComplete(path)) || (await verifyCheckpoint(path)) !== undefined) continue;
    try {
      // The pointer first: what is newer than it answers no more.
      await pointCurrentAt(folder, to);
    } catch (error) {
      failFrom(error, "CHECKPOINT_WRITE_FAILED", join(folder, "current"), String(error));
    }
    for (const name of await checkpointNames(folder)) {
      if (stepOfName(name)! > stepOfName(to)!) await withdraw(join(folder, name));
    }
    return { from, to };
  }
  const which = options.step === undefined ? `older than ${from}` : `of step ${options.step}`;
  fail("CHECKPOINT_MISSING", folder, `a whole checkpoint ${which}`);
}
