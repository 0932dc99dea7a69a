import type { KeyObject } from "node:crypto";
import { AppError } from "../../core/errors.ts";
import { openCheckpoint } from "./read-checkpoint.ts";

/**
 * Reads the whole checkpoint folder `path`, checks every hash, and says what is wrong with it, file
 * first; undefined when it is sound.
 * @param options.trust whose signature it must have; absent = none is needed
 */
export async function verifyCheckpoint(
  path: string,
  options: { readonly trust?: readonly KeyObject[] | undefined } = {},
): Promise<string | undefined> {
  try {
    await openCheckpoint(path, options);
    return undefined;
  } catch (error) {
    if (error instanceof AppError) return error.message;
    throw error;
  }
}
