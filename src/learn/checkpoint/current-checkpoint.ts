import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sensorFolder } from "./checkpoint-path.ts";
import { replaceText } from "./durable-files.ts";
import { removeLeftovers, temporaryName } from "./leftovers.ts";
import { checkpointNames, isComplete } from "./sensor-checkpoints.ts";

const currentFile = "current";

/**
 * The folder name of the checkpoint that answers for `sensor`: the one the file `current` names,
 * else (no such file, or it names one that is gone) the newest whole one, else undefined.
 *
 * @throws AppError OPTION_INVALID on a sensor name that leads out of the root
 */
export async function currentCheckpoint(root: string, sensor: string): Promise<string | undefined> {
  const folder = sensorFolder(root, sensor);
  await removeLeftovers(folder);
  const names = await checkpointNames(folder);
  const pointed = (await readFile(join(folder, currentFile), "utf8").catch(() => "")).trim();
  if (names.includes(pointed)) return pointed;
  for (const name of names.toReversed()) {
    if (await isComplete(join(folder, name))) return name;
  }
  return undefined;
}

/** Makes `name` the current checkpoint of the sensor's `folder`, as a whole or not at all. */
export async function pointCurrentAt(folder: string, name: string): Promise<void> {
  await replaceText({
    path: join(folder, currentFile),
    temporary: join(folder, temporaryName("current", name)),
    text: `${name}\n`,
  });
}
