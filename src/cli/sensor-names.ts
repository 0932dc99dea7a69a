import { fail } from "../core/errors.ts";
import { identifierPattern } from "../publish/topics.ts";
import type { RecordedStream } from "../recording/recording.ts";

/**
 * Which sensor each stream plays: what `--as` says, else `camera` or `lidar` when it is the only
 * stream of its modality, else its own name.
 *
 * @param renames `stream=sensor` texts
 * @throws AppError OPTION_INVALID for an unknown stream or a sensor name used twice
 */
export function sensorNames(
  streams: readonly RecordedStream[],
  renames: readonly string[],
): ReadonlyMap<string, string> {
  const asked = new Map(
    renames.map((text) => {
      const [stream = "", sensor = "", ...rest] = text.split("=");
      if (
        !identifierPattern.test(sensor) ||
        rest.length > 0 ||
        !streams.some((s) => s.name === stream)
      ) {
        const known = streams.map((s) => s.name).join(", ");
        fail("OPTION_INVALID", "--as", `<stream>=<sensor> with a stream of ${known}`, text);
      }
      return [stream, sensor];
    }),
  );
  const names = new Map(
    streams.map(({ name, modality }) => {
      const isOnlyOne = streams.filter((s) => s.modality === modality).length === 1;
      return [name, asked.get(name) ?? (isOnlyOne ? modality : topicName(name))];
    }),
  );
  for (const name of names.values()) {
    if ([...names.values()].filter((other) => other === name).length > 1) {
      fail("OPTION_INVALID", "--as", "a different sensor name for every stream", name);
    }
  }
  return names;
}

/** A stream's name as a sensor name: folder and topic separators do not go into a topic. */
function topicName(name: string): string {
  return name.replaceAll(/[^A-Za-z0-9_.:-]+/g, "_").replaceAll(/^_+|_+$/g, "") || "stream";
}
