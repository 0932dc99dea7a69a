import type { Sample } from "../frames/sample.ts";
import type { Assessment } from "./assess.ts";
import type { CheckpointKeyFiles } from "./checkpoint/signature.ts";
import type { ContractOptions } from "./contract/feature-contract.ts";
import type { DriftSignal } from "./drift.ts";
import type { Glimpse } from "./glimpse.ts";
import type { LearnerOptions } from "./learner.ts";
import type { EngineOptions } from "../runtime/engine.ts";
import type { MemoryStats } from "./memory/replay-memory.ts";
import type { PackedEncoder } from "./pack-encoder.ts";
import type { StepReport } from "./trainer.ts";

/** One sensor's part of the learner thread. Plain data. */
export interface LearnerPlan {
  readonly options: Omit<LearnerOptions, "engine" | "resume" | "niceness">;
  /** Steps between two assessments. */
  readonly assessEverySteps: number;
  readonly contract: ContractOptions;
  /** Rejections in a row after which training goes back; 0 = never. */
  readonly rollBackAfter: number;
  readonly checkpoint: {
    readonly root: string;
    readonly everySeconds: number;
    readonly keep: number;
    /** Seconds between two writings of the memory; absent = it is lost with the thread. */
    readonly memoryEveryS?: number | undefined;
    readonly keyFiles?: CheckpointKeyFiles | undefined;
  };
  /** The configuration, kept in the checkpoint for whoever opens it. */
  readonly config: unknown;
  /** Versions of what makes it, by name. */
  readonly versions: Readonly<Record<string, string>>;
}

/** What the learner thread is started with. */
export interface LearnerThreadData {
  readonly engine: EngineOptions & { readonly name: string };
  /** Of the thread and of the trainers that it opens, so that inference always goes first. */
  readonly niceness: number;
  readonly learners: readonly LearnerPlan[];
}

/** Main thread → learner thread. */
export type LearnerRequest =
  | { readonly kind: "sample"; readonly sample: Sample }
  /** Part of the time that training may take, 0..1. */
  | { readonly kind: "duty"; readonly duty: number }
  /** A sensor's glimpse is wanted, as soon as the step in progress is done. */
  | { readonly kind: "glimpse"; readonly sensor: string }
  /** Whether the promoted encoder of `step` answers now; until this comes, no other is promoted. */
  | {
      readonly kind: "verdict";
      readonly sensor: string;
      readonly step: number;
      readonly refused: readonly string[];
    }
  /** The encoder of `step` answers again: training goes on from its checkpoint. */
  | { readonly kind: "go-back"; readonly sensor: string; readonly step: number }
  | { readonly kind: "stop" };

/** Learner thread → main thread. */
export type LearnerEvent =
  /** Every learner is open; these encoders answer until better ones are promoted. */
  | {
      readonly kind: "ready";
      readonly encoders: readonly SensorEncoder[];
      /** Those that answered before, oldest first, to go back to. */
      readonly earlier: readonly SensorEncoder[];
    }
  | { readonly kind: "taken" }
  | {
      readonly kind: "step";
      readonly sensor: string;
      readonly report: StepReport;
      readonly memory: MemoryStats;
    }
  | { readonly kind: "promoted"; readonly encoder: SensorEncoder; readonly assessment: Assessment }
  | { readonly kind: "rejected"; readonly sensor: string; readonly assessment: Assessment }
  /** After several rejections in a row: training goes on from an earlier state, at another rate. */
  | {
      readonly kind: "rolled-back";
      readonly sensor: string;
      /** The step that it was healthy at. */
      readonly toStep: number;
      /** Part of the configured learning rate that is left. */
      readonly rateScale: number;
      readonly reasons: readonly string[];
    }
  /** What the encoder made of frames before it trained on them. */
  | {
      readonly kind: "scored";
      readonly sensor: string;
      readonly step: number;
      readonly nextFrame: { readonly error: number; readonly copyLast: number };
      readonly weight: number;
    }
  /** The stream is no longer what it was. */
  | {
      readonly kind: "drift";
      readonly sensor: string;
      readonly step: number;
      readonly signal: DriftSignal;
    }
  | { readonly kind: "glimpse"; readonly sensor: string; readonly glimpse: Glimpse }
  | { readonly kind: "checkpoint"; readonly sensor: string; readonly path: string }
  /** Something failed that training goes on without, e.g. a full disk. */
  | { readonly kind: "trouble"; readonly sensor: string; readonly message: string }
  | { readonly kind: "stopped" };

export interface SensorEncoder extends PackedEncoder {
  readonly sensor: string;
}
