import { fail } from "../core/errors.ts";
import type { Modality } from "../frames/frame.ts";
import type { RecordedStream, Recording } from "./recording.ts";

/**
 * The stream of a recording that feeds a sensor: the one named `stream` if given, else the one with
 * the sensor's name, else the only one of its modality.
 *
 * @throws AppError RECORDING_STREAM_NOT_FOUND, RECORDING_STREAM_AMBIGUOUS, naming the candidates
 */
export function streamFor(
  recording: Recording,
  wanted: {
    readonly sensor: string;
    readonly modality: Modality;
    /** What the user named; wins over the sensor's name. */
    readonly stream?: string | undefined;
  },
): RecordedStream {
  const { sensor, modality, stream } = wanted;
  const candidates = recording.streams.filter((s) => s.modality === modality);
  const names = candidates.map((s) => s.name);
  const named = candidates.find((s) => s.name === (stream ?? sensor));
  if (named !== undefined) return named;
  if (stream !== undefined || candidates.length === 0) {
    fail("RECORDING_STREAM_NOT_FOUND", stream ?? `${sensor} (${modality})`, recording.path, names);
  }
  if (candidates.length > 1) fail("RECORDING_STREAM_AMBIGUOUS", sensor, recording.path, names);
  return candidates[0]!;
}
