import { readFile, rename } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { failFrom } from "../../core/errors.ts";
import { stepOfName } from "./checkpoint-path.ts";
import { replaceText } from "./durable-files.ts";
import { temporaryName } from "./leftovers.ts";
import { checkpointNames, readManifest } from "./sensor-checkpoints.ts";

/** Says that the encoder of the checkpoint beside it was promoted. */
const promotedFile = "promoted.json";
/** What that file is called once the encoder was taken back. */
const withdrawnFile = "withdrawn.json";

const content = z.strictObject({ modelVersion: z.string(), promotedMs: z.number() });

/**
 * Marks a checkpoint as one whose encoder passed the health gate and the shadow run: it may answer again after
 * a restart. Written as a whole or not at all; it names the weights that it speaks of.
 *
 * @throws AppError CHECKPOINT_WRITE_FAILED
 */
export async function markPromoted(
  path: string,
  mark: { readonly modelVersion: string; readonly promotedMs: number },
): Promise<void> {
  const file = join(path, promotedFile);
  try {
    const temporary = join(path, temporaryName("current", promotedFile));
    await replaceText({ path: file, temporary, text: `${JSON.stringify(mark)}\n` });
  } catch (error) {
    failFrom(error, "CHECKPOINT_WRITE_FAILED", file, String(error));
  }
}

/** Takes the mark away; nothing happens where there is none. */
export async function withdraw(path: string): Promise<void> {
  await rename(join(path, promotedFile), join(path, withdrawnFile)).catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    failFrom(error, "CHECKPOINT_WRITE_FAILED", path, String(error));
  });
}

/** Whether the checkpoint at `path` is complete and its own encoder was promoted. Reads no weights. */
async function isPromoted(path: string): Promise<boolean> {
  try {
    const mark = content.parse(JSON.parse(await readFile(join(path, promotedFile), "utf8")));
    return mark.modelVersion === (await readManifest(path)).modelVersion;
  } catch {
    // No mark, half a mark, one of other weights: none that counts.
    return false;
  }
}

/** The checkpoints in a sensor's folder whose encoders were promoted, up to one of them; oldest first. */
export async function promotedNames(
  folder: string,
  upTo: string | undefined,
): Promise<readonly string[]> {
  const last = upTo === undefined ? Infinity : stepOfName(upTo)!;
  const names: string[] = [];
  for (const name of await checkpointNames(folder)) {
    if (stepOfName(name)! <= last && (await isPromoted(join(folder, name)))) names.push(name);
  }
  return names;
}
