import { fail } from "../core/errors.ts";
import type { LabelTrack, Recording } from "../recording/recording.ts";

/**
 * The label column `name` of a recording.
 * @throws AppError LABEL_UNKNOWN naming the columns there are
 */
export function labelTrack(recording: Recording, name: string): LabelTrack {
  const { labels, path } = recording;
  return (
    labels.find((track) => track.name === name) ??
    fail(
      "LABEL_UNKNOWN",
      name,
      path,
      labels.map((track) => track.name),
    )
  );
}
