import type { ClipTime } from "../../objectives/objective.ts";
import type { HostTensor } from "../../runtime/engine.ts";
import type { Clip } from "./clip.ts";

/** After so many nanoseconds `stampS` begins anew: float32 keeps 2⁻⁷ s of a number below 65536. */
const periodNs = 65_536_000_000_000n;

const numberOf: Readonly<Record<ClipTime, (clip: Clip) => number>> = {
  gapS: ({ previous, current }) => Number(current.stampNs - previous.stampNs) / 1e9,
  stampS: ({ current }) => Number(current.stampNs % periodNs) / 1e9,
};

/**
 * The times of clips that objectives ask for, [B] each.
 * @see ClipTime
 */
export function clipTimes(
  clips: readonly Clip[],
  times: readonly ClipTime[],
): Readonly<Record<string, HostTensor>> {
  return Object.fromEntries(
    times.map((name): [string, HostTensor] => {
      const data = Float32Array.from(clips, numberOf[name]);
      return [name, { dtype: "float32", shape: [clips.length], data }];
    }),
  );
}
