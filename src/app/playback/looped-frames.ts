import type { Recording } from "../../recording/recording.ts";
import type { OutgoingFrame } from "./frame-sender.ts";

/**
 * The recording's messages as frames, `loops` times over; stamps and running numbers go on from one
 * loop to the next as if the robot had never stopped.
 *
 * @param options.sensors sensor by stream name: only these streams are read
 */
export async function* loopedFrames(
  recording: Recording,
  options: {
    readonly sensors: ReadonlyMap<string, string>;
    readonly loops: number;
    readonly onDamage: (sentence: string) => void;
  },
): AsyncGenerator<OutgoingFrame> {
  const { sensors, loops, onDamage } = options;
  const streams = new Map(recording.streams.map((s) => [s.name, s]));
  const spanNs = recording.endNs - recording.startNs + framePeriodNs(recording);
  for (let loop = 0; loop < loops; loop++) {
    const messages = recording.messages({
      streams: [...sensors.keys()],
      onDamage: loop === 0 ? onDamage : undefined,
    });
    for await (const { stream, stampNs, sequence, payload } of messages) {
      const { encoding, frameCount } = streams.get(stream)!;
      yield {
        sensor: sensors.get(stream)!,
        encoding,
        stampNs: stampNs + BigInt(loop) * spanNs,
        sequence: sequence + loop * frameCount,
        payload,
      };
    }
  }
}

/** Time between two frames of the busiest stream: what lies between the end of a loop and the next. */
function framePeriodNs({ streams, startNs, endNs }: Recording): bigint {
  const most = Math.max(2, ...streams.map((s) => s.frameCount));
  return (endNs - startNs) / BigInt(most - 1);
}
