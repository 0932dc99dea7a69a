import { openRecording } from "../recording/index.ts";
import type { OpenOptions, Recording } from "../recording/recording.ts";
import { isSimulated, openSimulated } from "../simulate/recorded-world.ts";

/**
 * Opens a recording, or the built-in world as one: `sim:city?seed=3&seconds=120`.
 * @throws AppError RECORDING_NOT_FOUND, RECORDING_UNKNOWN, RECORDING_UNSUPPORTED, RECORDING_INVALID, OPTION_INVALID
 */
export async function openSource(path: string, options?: OpenOptions): Promise<Recording> {
  return isSimulated(path) ? openSimulated(path) : openRecording(path, options);
}
