import type { HeadBinding } from "./head.ts";

/** How a head relates to the model that answers. */
export type HeadValidity =
  /** Fitted for this very model. */
  | "exact"
  /** Fitted for another model of the same feature contract: dimension, scale and basis are the same. */
  | "carried"
  /** Of other features: it has to be fitted again, or must not be acted on. */
  | "foreign";

/**
 * Whether a head may answer on a model's features as it is. Without a contract on both sides only the
 * same model will do: two trained encoders of one configuration have nothing in common but their sizes.
 */
export function headValidity(head: HeadBinding, model: HeadBinding): HeadValidity {
  if (head.modelVersion === model.modelVersion) return "exact";
  const isUnderContract = head.contractVersion !== undefined && model.contractVersion !== undefined;
  return isUnderContract && head.contractVersion === model.contractVersion ? "carried" : "foreign";
}
