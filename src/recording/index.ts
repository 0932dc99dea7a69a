import { stat } from "node:fs/promises";
import { fail } from "../core/errors.ts";
import { defineRegistry } from "../core/registry.ts";
import { framesCsv } from "./frames-csv.ts";
import { kittiRaw } from "./kitti-raw.ts";
import { mcap } from "./mcap.ts";
import type { OpenOptions, Recording } from "./recording.ts";
import { rosbag1 } from "./rosbag1.ts";
import { rosbag2 } from "./rosbag2.ts";
import { sequence } from "./sequence.ts";
import { unsupportedFormat } from "./unsupported.ts";

/** Every format a recording can have, alphabetical; the first that recognises a path reads it. */
export const recordingFormats = defineRegistry("recording format", [
  framesCsv,
  kittiRaw,
  mcap,
  rosbag1,
  rosbag2,
  sequence,
]);

/**
 * Opens the recording at `path`, whatever its format.
 *
 * @throws AppError RECORDING_NOT_FOUND, RECORDING_UNKNOWN, RECORDING_UNSUPPORTED, RECORDING_INVALID
 */
export async function openRecording(path: string, options?: OpenOptions): Promise<Recording> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) fail("RECORDING_NOT_FOUND", path);
  for (const format of recordingFormats.entries) {
    if (await format.recognises(path)) return format.open(path, options);
  }
  const known = await unsupportedFormat(path);
  if (known !== undefined) fail("RECORDING_UNSUPPORTED", path, known.what, known.instead);
  const lookedFor = recordingFormats.entries.map((f) => f.looksFor);
  return fail("RECORDING_UNKNOWN", path, lookedFor);
}
