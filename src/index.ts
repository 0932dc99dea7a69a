/** The public API: the training compiler, and what is needed to read what a device publishes. */
export { backward } from "./autodiff/backward.ts";
export { AppError, type ErrorCode } from "./core/errors.ts";
export { costReport, type CostReport } from "./graph/cost-report.ts";
export { defineGraph, type Graph } from "./graph/graph.ts";
export { labelled, placed } from "./graph/label.ts";
export { constant, input, scalar } from "./graph/leaves.ts";
export { printGraph } from "./graph/print.ts";
export { toOnnx } from "./graph/serialise.ts";
export type { DType, Shape, Value } from "./graph/value.ts";
export { compileEncoder, type CompiledEncoder } from "./learn/compile-encoder.ts";
export { compileStep } from "./learn/compile-step.ts";
export type { CompiledStep } from "./learn/compiled-step.ts";
export type { LearnerSpec } from "./learn/learner-spec.ts";
export {
  decodeFeatures,
  type DecodedFeatures,
  type FeatureMessage,
} from "./publish/feature-message.ts";
export { parseTopic, topicFilter, topicFor } from "./publish/topics.ts";
