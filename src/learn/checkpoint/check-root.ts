import { stat } from "node:fs/promises";
import { fail } from "../../core/errors.ts";

/**
 * Refuses what cannot hold checkpoints, before anything slow starts. A folder that is not there yet is fine.
 *
 * @throws AppError OPTION_INVALID where `root` is a file
 */
export async function checkCheckpointRoot(root: string): Promise<void> {
  const found = await stat(root).catch(() => undefined);
  if (found?.isDirectory() === false) fail("OPTION_INVALID", "the checkpoints", "a folder", root);
}
