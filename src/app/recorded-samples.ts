import type { Clock } from "../core/clock.ts";
import { createDropCounter, type DropCounter } from "../core/drop-counter.ts";
import type { Sampler } from "../decode/sample-pipeline.ts";
import type { Sample } from "../frames/sample.ts";
import type { RecordedStream, Recording } from "../recording/recording.ts";

/** Frames of one stream as the encoder sees them, as fast as they decode. */
export interface RecordedSamples {
  /**
   * The next sample of the range, undefined at its end. Frames that do not decode are skipped and
   * counted.
   */
  next(): Promise<Sample | undefined>;
  readonly dropped: DropCounter;
  close(): Promise<void>;
}

export interface RecordedSamplesOptions {
  readonly recording: Recording;
  readonly stream: RecordedStream;
  readonly sampler: Sampler;
  readonly sensor: string;
  /** Frames [start, end) of the stream, by running number. */
  readonly start: number;
  readonly end: number;
  readonly clock: Clock;
}

/** Images that decode at the same time: as many as the machine has threads for. */
const lookAhead = 4;

/** Reads and decodes a range of frames, in order, a few ahead of the reader. */
export function readSamples(options: RecordedSamplesOptions): RecordedSamples {
  const { recording, stream, sampler, sensor, start, end, clock } = options;
  const dropped = createDropCounter();
  const messages = recording.messages({
    streams: [stream.name],
    onDamage: () => {
      dropped.add("unreadable");
    },
  });
  const iterator = messages[Symbol.asyncIterator]();
  const pending: Promise<Sample | undefined>[] = [];
  let isOver = false;

  /** Starts decoding the next frame of the range; false when there is none. */
  const advance = async (): Promise<boolean> => {
    while (!isOver) {
      const turn = await iterator.next();
      if (turn.done === true || turn.value.sequence >= end) {
        isOver = true;
        break;
      }
      const { stampNs, sequence, payload } = turn.value;
      if (sequence < start) continue;
      const header = { sensor, stampNs, sequence, arrivalMs: clock.monotonicMs() };
      pending.push(
        sampler.sample(payload, header).then((result) => {
          if (result.ok) return result.sample;
          dropped.add(result.reason);
          return undefined;
        }),
      );
      return true;
    }
    return false;
  };

  return {
    next: async () => {
      for (;;) {
        while (pending.length < lookAhead && (await advance())) {
          // Fills the look-ahead.
        }
        const oldest = pending.shift();
        if (!oldest) return undefined;
        const sample = await oldest;
        if (sample) return sample;
      }
    },
    dropped,
    close: async () => {
      isOver = true;
      await iterator.return?.(undefined);
      await Promise.all(pending);
    },
  };
}
