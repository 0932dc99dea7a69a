import type { Clock } from "../core/clock.ts";
import type { FeatureMessage } from "../publish/feature-message.ts";
import type { HeadOutput } from "../publish/head-output.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Grace } from "./grace.ts";
import { encodeSurprise, surpriseContentType } from "../publish/surprise-message.ts";
import type { AnsweredFrame } from "./sensor-flow.ts";
import type { SensorMeter } from "./sensor-meter.ts";
import { surpriseOf } from "./surprise/surprise-of.ts";

/** Publishes one frame's features and takes the time it took. Returns what was sent. */
export function publishAnswer(
  { sample, answer }: AnsweredFrame,
  parts: {
    readonly publisher: Publisher;
    readonly meter: SensorMeter;
    readonly clock: Clock;
    readonly grace: Grace;
    readonly heads: readonly HeadOutput[];
  },
): FeatureMessage {
  const { publisher, meter, clock, grace, heads } = parts;
  const ageMs = clock.monotonicMs() - sample.arrivalMs;
  const { channels } = answer.grid;
  const { contract } = answer;
  const previous = grace.previous(answer);
  const message = {
    sensor: sample.sensor,
    stampNs: sample.stampNs,
    ageMs,
    modelVersion: answer.version,
    contractVersion: contract?.version ?? 0,
    ...(contract && { contractResidual: contract.residual }),
    ...(previous && { previous }),
    embedding: answer.embedding,
    grid: { ...answer.grid, placeChannels: channels / 2 },
    frameSequence: sample.sequence,
    ...(answer.surprise?.quantile !== undefined && { surprise: answer.surprise.quantile }),
    ...(heads.length > 0 && { heads }),
  };
  const sequence = publisher.features(message);
  meter.published(answer.embedding.length, ageMs);
  meter.said(heads);
  const published = { ...message, sequence };
  if (answer.surprise) {
    publisher.send({
      sensor: sample.sensor,
      kind: "surprise",
      payload: encodeSurprise(surpriseOf(published, answer.surprise)),
      contentType: surpriseContentType,
      stampNs: sample.stampNs,
      sequence,
    });
  }
  return published;
}
