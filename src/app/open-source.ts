import { openRecording } from "../recording/index.ts";
import type { Recording } from "../recording/recording.ts";
import { isSimulated, openSimulated } from "../simulate/recorded-world.ts";

/**
 * Opens a recording, or the built-in world as one: `sim:city?seed=3&seconds=120`.
 * @throws AppError RECORDING_NOT_FOUND, RECORDING_UNKNOWN, RECORDING_INVALID, OPTION_INVALID
 */
export async function openSource(path: string): Promise<Recording> {
  return isSimulated(path) ? openSimulated(path) : openRecording(path);
}
