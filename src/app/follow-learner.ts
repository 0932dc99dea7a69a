import { concatMap, from } from "rxjs";
import type { Logger } from "../core/log.ts";
import type { LearnerEvent } from "../learn/learner-messages.ts";
import type { LearnerThread } from "../learn/learner-thread.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { LiveHeads } from "./heads/live-heads.ts";
import type { LiveEncoder } from "./live-encoder.ts";
import type { SensorMeter } from "./sensor-meter.ts";

/** The parts of one sensor that the learner's events change. */
interface Learned {
  readonly meter: Omit<SensorMeter, "frames">;
  readonly encoder: LiveEncoder;
}

const driftWords = {
  surprise: "its next frames are predicted worse than before",
  features: "its features lie elsewhere than before",
} as const;

export interface FollowOptions {
  readonly events: LearnerThread["events"];
  readonly sensors: ReadonlyMap<string, Learned>;
  readonly publisher: Pick<Publisher, "retained">;
  readonly heads?: Pick<LiveHeads, "prepare"> | undefined;
  readonly log: Logger;
  /** Told of what was acted on: promotions that answer now, refusals, glimpses. */
  readonly onLearned?: ((event: LearnerEvent) => void) | undefined;
  /** The learner is gone for good; features go on. */
  readonly onEnd: (sentence: string) => void;
}

/**
 * Acts on what the learner thread reports, one event after the other, so that two promotions never
 * overlap. Settles when the thread is over, never rejects. An encoder that cannot be opened is
 * logged, and the one before answers on.
 */
export function followLearner(options: FollowOptions): Promise<void> {
  const { events, sensors, publisher, log, onLearned, onEnd } = options;
  const promote = async (event: Extract<LearnerEvent, { kind: "promoted" }>): Promise<void> => {
    const { sensor, version, step } = event.encoder;
    const { encoder, meter } = sensors.get(sensor)!;
    try {
      // First the heads: from its first answer on they fit the new encoder.
      await options.heads?.prepare(event.encoder);
      await encoder.promote(event.encoder);
    } catch (error) {
      log.warn(`${sensor}: the encoder of step ${step} cannot answer: ${wordsOf(error)}`);
      return;
    }
    meter.serving({ version, step });
    meter.assessed(event.assessment, true);
    publisher.retained(sensor, "model", { version, step });
    publisher.retained(sensor, "health", { ...event.assessment });
    onLearned?.(event);
  };
  const act = async (event: LearnerEvent): Promise<void> => {
    switch (event.kind) {
      case "step":
        sensors.get(event.sensor)!.meter.stepped(event.report, event.memory);
        return;
      case "promoted":
        await promote(event);
        return;
      case "rejected":
        sensors.get(event.sensor)!.meter.assessed(event.assessment, false);
        publisher.retained(event.sensor, "health", { ...event.assessment });
        onLearned?.(event);
        return;
      case "glimpse":
        onLearned?.(event);
        return;
      case "rolled-back": {
        const { sensor, toStep, rateScale, reasons } = event;
        sensors.get(sensor)!.meter.rolledBack();
        log.warn(
          `${sensor}: back to step ${toStep}, the last healthy one, at ${rateScale} of the learning rate: ${reasons.join("; ")}`,
        );
        return;
      }
      case "scored":
        sensors.get(event.sensor)!.meter.scored(event.nextFrame, event.weight);
        return;
      case "drift":
        sensors.get(event.sensor)!.meter.drifted(event.signal);
        log.warn(`${event.sensor}: the stream has changed: ${driftWords[event.signal]}`);
        return;
      case "checkpoint":
        sensors.get(event.sensor)!.meter.checkpointed(event.path);
        return;
      case "trouble":
        log.warn(`${event.sensor}: ${event.message}`);
        return;
      case "ready":
      case "taken":
      case "stopped":
        return;
    }
  };
  return events
    .pipe(concatMap((event) => from(act(event))))
    .forEach(() => undefined)
    .catch((error: unknown) => {
      onEnd(wordsOf(error));
    });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
