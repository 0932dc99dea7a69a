import { stat } from "node:fs/promises";
import { fail } from "../core/errors.ts";
import { defineRegistry } from "../core/registry.ts";
import { framesCsv } from "./frames-csv.ts";
import { kittiRaw } from "./kitti-raw.ts";
import type { Recording } from "./recording.ts";

/** Every format a recording can have, alphabetical; the first that recognises a path reads it. */
export const recordingFormats = defineRegistry("recording format", [framesCsv, kittiRaw]);

/**
 * Opens the recording at `path`, whatever its format.
 *
 * @throws AppError RECORDING_NOT_FOUND, RECORDING_UNKNOWN, RECORDING_INVALID
 */
export async function openRecording(path: string): Promise<Recording> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) fail("RECORDING_NOT_FOUND", path);
  for (const format of recordingFormats.entries) {
    if (await format.recognises(path)) return format.open(path);
  }
  const lookedFor = recordingFormats.entries.map((f) => f.looksFor);
  return fail("RECORDING_UNKNOWN", path, lookedFor);
}
