import { catchError, EMPTY, from, map, mergeMap, of, takeUntil, tap, type Observable } from "rxjs";
import type { Clock } from "../core/clock.ts";
import type { Sampled, Sampler } from "../decode/sample-pipeline.ts";
import type { Sample } from "../frames/sample.ts";
import type { IncomingMessage } from "../transport/transport.ts";
import { dropDisordered, dropOldest, latest } from "../stream/index.ts";
import type { FrameCounter } from "./frame-counter.ts";
import type { Answer, LiveEncoder } from "./live-encoder.ts";
import type { StreamWatch } from "./stream-watch.ts";

/** One frame with what the encoder said of it. */
export interface AnsweredFrame {
  readonly sample: Sample;
  readonly answer: Answer;
}

export interface SensorFlowOptions {
  readonly sensor: string;
  readonly messages: Observable<IncomingMessage>;
  readonly sampler: Sampler;
  readonly encoder: Pick<LiveEncoder, "answer">;
  readonly counter: FrameCounter;
  readonly watch: Pick<StreamWatch, "arrived" | "stamped" | "ended">;
  readonly clock: Clock;
  /** A frame that waited longer than this is dropped. */
  readonly queueMs: number;
  /** A larger frame is dropped. */
  readonly maxFrameBytes: number;
  /** Every frame that decodes in its order, answered or not. False = the learner had no room. */
  readonly onSample: (sample: Sample) => boolean;
  /** Why a frame was not answered. */
  readonly onInferenceFailure: (error: unknown) => void;
}

type StampedMessage = IncomingMessage & { readonly stampNs: bigint };

/** Frames that wait to be decoded; in bytes the same, so that one lidar cannot take it all. */
const decodeQueue = { maxItems: 4, maxBytes: 32_000_000 };
/** A stamp that falls back by more than this is a clock that was set. */
const clockResetMs = 2000;

/**
 * One sensor's way from bytes to features: decode, check the order, answer. Every frame that does
 * not come out is counted under its reason.
 *
 * Completes after `stop$` or the source has, and after the frames on their way; then received = used
 * + Σ dropped. Never errs for a frame. Holds at most four undecoded frames and one decoded.
 */
export function sensorFlow(
  options: SensorFlowOptions,
  stop$: Observable<unknown>,
): Observable<AnsweredFrame> {
  const { sensor, sampler, encoder, counter, watch, clock, queueMs, maxFrameBytes } = options;
  const onDrop = (_: unknown, reason: string): void => {
    counter.dropped(reason);
  };
  const decode = (message: StampedMessage): Observable<Sampled> => {
    const { payload, stampNs, arrivalMs, sequence } = message;
    if (payload.byteLength > maxFrameBytes) {
      return of(dropped("too-large", `${payload.byteLength} bytes, at most ${maxFrameBytes}`));
    }
    if (clock.monotonicMs() - arrivalMs > queueMs) {
      return of(dropped("too-old", `waited over ${queueMs} ms`));
    }
    return from(sampler.sample(payload, { sensor, stampNs, arrivalMs, sequence })).pipe(
      catchError((error: unknown) => of(dropped("decode-crashed", String(error)))),
    );
  };
  const answer = (sample: Sample): Observable<AnsweredFrame> =>
    from(encoder.answer(sample)).pipe(
      map((said) => ({ sample, answer: said })),
      catchError((error: unknown) => {
        counter.dropped("inference-failed");
        options.onInferenceFailure(error);
        return EMPTY;
      }),
    );

  // Stops listening only: what has been received still goes all the way.
  const received = options.messages.pipe(takeUntil(stop$));
  return received.pipe(
    tap({
      next: (message) => {
        counter.received(message.sequence);
        watch.arrived(message.arrivalMs);
      },
      complete: () => {
        watch.ended();
      },
    }),
    // Before it waits for anything: a sender that gives no stamp gets the time of arrival.
    map((message) => ({ ...message, stampNs: message.stampNs ?? clock.wallNs() })),
    dropOldest(decode, {
      ...decodeQueue,
      sizeOf: (message) => message.payload.byteLength,
      onDrop,
    }),
    mergeMap((sampled) => {
      if (!sampled.ok) {
        counter.dropped(sampled.reason);
        return EMPTY;
      }
      counter.noted(sampled.notes);
      watch.stamped(sampled.sample.stampNs, sampled.sample.arrivalMs);
      return of(sampled.sample);
    }),
    dropDisordered<Sample>({
      stampNsOf: (sample) => sample.stampNs,
      resetAfterMs: clockResetMs,
      onDrop,
    }),
    tap((sample) => {
      if (!options.onSample(sample)) counter.notLearned();
    }),
    latest(answer, onDrop),
    tap(() => {
      counter.used();
    }),
  );
}

function dropped(reason: string, detail: string): Sampled {
  return { ok: false, reason, detail };
}
