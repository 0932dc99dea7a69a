import type { Graph } from "../graph/graph.ts";
import type { ParameterSpec } from "../graph/parameters.ts";
import type { ScheduleOptions } from "../optim/schedule.ts";
import type { ConstantTensor, StateTensor } from "./emit-update.ts";
import type { StateBuffer } from "./state-buffers.ts";

/** A training step as a pure graph: (state, clips, schedule) → (state′, losses). */
export interface CompiledStep {
  readonly graph: Graph;
  /** The state by the names of its tensors, as checkpoints hold it. */
  readonly state: readonly StateTensor[];
  /** The rest of the state, which no step changes: what `freeze` names. */
  readonly constants: readonly ConstantTensor[];
  /** The same state as the graph reads and writes it. */
  readonly buffers: readonly StateBuffer[];
  readonly parameters: readonly ParameterSpec[];
  readonly schedule: ScheduleOptions;
  /** Names of the scalar outputs: `loss`, `info-nce`, `next-frame/error`, `gradientNorm`, … */
  readonly outputs: readonly string[];
  /** Where it is not 1, clips, schedule and scalar outputs have an axis of that size in front. */
  readonly stepsPerRun: number;
}
