import { AppError } from "../../core/errors.ts";
import { openCheckpoint } from "./read-checkpoint.ts";

/**
 * Reads the whole checkpoint folder `path`, checks every hash, and says what is wrong with it, file
 * first; undefined when it is sound.
 */
export async function verifyCheckpoint(path: string): Promise<string | undefined> {
  try {
    await openCheckpoint(path);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
