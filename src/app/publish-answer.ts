import type { Clock } from "../core/clock.ts";
import type { FeatureMessage } from "../publish/feature-message.ts";
import type { HeadOutput } from "../publish/head-output.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { AnsweredFrame } from "./sensor-flow.ts";
import type { SensorMeter } from "./sensor-meter.ts";

/** Consumers may rely on dimension, scale and basis as long as this number stays. */
const contractVersion = 1;

/** Publishes one frame's features and takes the time it took. Returns what was sent. */
export function publishAnswer(
  { sample, answer }: AnsweredFrame,
  parts: {
    readonly publisher: Publisher;
    readonly meter: SensorMeter;
    readonly clock: Clock;
    readonly heads: readonly HeadOutput[];
  },
): FeatureMessage {
  const { publisher, meter, clock, heads } = parts;
  const ageMs = clock.monotonicMs() - sample.arrivalMs;
  const { channels } = answer.grid;
  const message = {
    sensor: sample.sensor,
    stampNs: sample.stampNs,
    ageMs,
    modelVersion: answer.version,
    contractVersion,
    embedding: answer.embedding,
    grid: { ...answer.grid, placeChannels: channels / 2 },
    frameSequence: sample.sequence,
    ...(heads.length > 0 && { heads }),
  };
  const sequence = publisher.features(message);
  meter.published(answer.embedding.length, ageMs);
  return { ...message, sequence };
}
