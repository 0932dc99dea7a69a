import { concatMap, from } from "rxjs";
import type { Logger } from "../core/log.ts";
import type { LearnerEvent } from "../learn/learner-messages.ts";
import type { LearnerThread } from "../learn/learner-thread.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { EncoderSwitch } from "./encoder-switch.ts";
import type { SensorMeter } from "./sensor-meter.ts";

/** The part of one sensor that the learner's events change. */
interface Learned {
  readonly meter: Omit<SensorMeter, "frames">;
}

const driftWords = {
  surprise: "its next frames are predicted worse than before",
  features: "its features lie elsewhere than before",
} as const;

export interface FollowOptions {
  readonly events: LearnerThread["events"];
  readonly sensors: ReadonlyMap<string, Learned>;
  readonly encoders: Pick<EncoderSwitch, "promote">;
  readonly publisher: Pick<Publisher, "retained">;
  readonly log: Logger;
  /** Told of what was acted on: refusals, glimpses, going back; of promotions `encoders` tells. */
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
  const { events, sensors, encoders, publisher, log, onLearned, onEnd } = options;
  const act = async (event: LearnerEvent): Promise<void> => {
    switch (event.kind) {
      case "step":
        sensors.get(event.sensor)!.meter.stepped(event.report, event.memory);
        return;
      case "promoted":
        await encoders.promote(event);
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
          `${sensor}: training goes on from step ${toStep}, at ${rateScale} of the learning rate: ${reasons.join("; ")}`,
        );
        onLearned?.(event);
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
