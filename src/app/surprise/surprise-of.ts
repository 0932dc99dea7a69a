import type { FeatureMessage } from "../../publish/feature-message.ts";
import type { SurpriseMessage } from "../../publish/surprise-message.ts";
import type { FrameSurprise } from "./surprised-encoder.ts";

/** What is published of a frame's surprise, beside its features. */
export function surpriseOf(features: FeatureMessage, surprise: FrameSurprise): SurpriseMessage {
  const { sensor, sequence, stampNs, ageMs, modelVersion } = features;
  const { quantile, error, grid, regions, novelty, frames } = surprise;
  return {
    ...{ sensor, sequence, stampNs, ageMs, modelVersion, quantile, error },
    ...(grid && { regions: { ...grid, quantile: regions ?? [] } }),
    ...(novelty && { novelty: novelty.quantile, noveltyDistance: novelty.distance }),
    history: frames ?? 0,
  };
}
