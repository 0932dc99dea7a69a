import { catchError, EMPTY, from, map, mergeMap, of, takeUntil, tap, type Observable } from "rxjs";
import type { Clock } from "../core/clock.ts";
import type { Sampled } from "../decode/sample-pipeline.ts";
import type { SamplerThread } from "../decode/sampler-thread.ts";
import type { Sample } from "../frames/sample.ts";
import type { IncomingMessage } from "../transport/transport.ts";
import { dropDisordered, dropOldest, latest } from "../stream/index.ts";
import type { FrameCounter } from "./frame-counter.ts";
import type { Answer, LiveEncoder } from "./live-encoder.ts";

/** One frame with what the encoder said of it. */
export interface AnsweredFrame {
  readonly sample: Sample;
  readonly answer: Answer;
}

export interface SensorFlowOptions {
  readonly sensor: string;
  readonly messages: Observable<IncomingMessage>;
  readonly sampler: SamplerThread;
  readonly encoder: LiveEncoder;
  readonly counter: FrameCounter;
  readonly clock: Clock;
  /** A frame that waited longer than this is dropped. */
  readonly queueMs: number;
  /** Every frame that decodes, answered or not. */
  readonly onSample: (sample: Sample) => void;
}

/** Frames that wait to be decoded; in bytes the same, so that one lidar cannot take it all. */
const decodeQueue = { maxItems: 4, maxBytes: 32_000_000 };
/** A stamp that falls back by more than this is a clock that was set. */
const clockResetMs = 2000;

/**
 * One sensor's way from bytes to features: decode, check the order, answer. Every frame that does
 * not come out is counted under its reason.
 *
 * Completes after `stop$` or the source has, and after the frames on their way. Never errs for a
 * frame. Holds at most four undecoded frames and one decoded.
 */
export function sensorFlow(
  options: SensorFlowOptions,
  stop$: Observable<unknown>,
): Observable<AnsweredFrame> {
  const { sensor, sampler, encoder, counter, clock, queueMs } = options;
  const decode = (message: IncomingMessage): Observable<Sampled> => {
    if (clock.monotonicMs() - message.arrivalMs > queueMs) {
      return of({ ok: false, reason: "too-old", detail: `waited over ${queueMs} ms` });
    }
    const { payload, arrivalMs, sequence } = message;
    // A sender that gives no stamp gets the time of arrival.
    const stampNs = message.stampNs ?? clock.wallNs();
    return from(sampler.sample(payload, { sensor, stampNs, arrivalMs, sequence }));
  };
  const answer = (sample: Sample): Observable<AnsweredFrame> =>
    from(encoder.answer(sample)).pipe(
      map((said) => ({ sample, answer: said })),
      catchError(() => {
        counter.dropped("inference-failed");
        return EMPTY;
      }),
    );

  return options.messages.pipe(
    takeUntil(stop$),
    tap((message) => {
      counter.received(message.sequence);
    }),
    dropOldest(decode, {
      ...decodeQueue,
      sizeOf: (message) => message.payload.byteLength,
      onDrop: (_, reason) => {
        counter.dropped(reason);
      },
    }),
    mergeMap((sampled) => {
      if (sampled.ok) return of(sampled.sample);
      counter.dropped(sampled.reason);
      return EMPTY;
    }),
    dropDisordered({
      stampNsOf: (sample) => sample.stampNs,
      resetAfterMs: clockResetMs,
      onDrop: (_, reason) => {
        counter.dropped(reason);
      },
    }),
    tap(options.onSample),
    latest(answer, (_, reason) => {
      counter.dropped(reason);
    }),
    tap(() => {
      counter.used();
    }),
  );
}
