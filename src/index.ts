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
export { deskewPoints, steadyTrajectory, type Trajectory } from "./native/deskew-points.ts";
export {
  createGroundGrid,
  type GroundCounts,
  type GroundGrid,
  type GroundSpec,
} from "./native/ground-grid.ts";
export type { ImageChange } from "./native/normalize-image.ts";
export { poseOf, type Pose } from "./native/pose.ts";
export { prepareImage } from "./native/prepare-image.ts";
export { projectToGround } from "./native/project-to-ground.ts";
export { projectToRangeImage } from "./native/project-to-range-image.ts";
export {
  createRangeImage,
  rowEdgesOf,
  type ProjectionCounts,
  type RangeImage,
  type RangeImageSpec,
} from "./native/range-image.ts";
export type { PixelBox, PixelSource } from "./native/resize-image.ts";
export {
  createThinScratch,
  thinPoints,
  type ThinCounts,
  type ThinScratch,
} from "./native/thin-points.ts";
export { transformPoints } from "./native/transform-points.ts";
export {
  decodeFeatures,
  type DecodedFeatures,
  type FeatureMessage,
} from "./publish/feature-message.ts";
export { parseTopic, topicFilter, topicFor } from "./publish/topics.ts";
export { createWorld, type Tick, type World } from "./simulate/world.ts";
export type { WorldOptions } from "./simulate/world-options.ts";
