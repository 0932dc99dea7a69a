import type { ContractStanding } from "../learn/contract/feature-contract.ts";
import type { MemoryStats } from "../learn/memory/replay-memory.ts";
import type { HeadOutput } from "../publish/head-output.ts";
import type { EngineChoice } from "../runtime/choose-engine.ts";
import type { DeviceReadings } from "../runtime/senses/watch-device.ts";
import type { JudgementCounts } from "./surprise/surprised-encoder.ts";

/** 50th and 99th percentile over the last frames, milliseconds. */
export interface Percentiles {
  readonly p50: number;
  readonly p99: number;
}

/** What came of one sensor's frames: received = used + Σ dropped. */
export interface FrameCounts {
  readonly received: number;
  readonly used: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Frames that never arrived, by the gaps in the sender's running numbers. */
  readonly missed: number;
  /** Frames received a second, lately. */
  readonly perSecond: number;
  /** Used frames that the learner had no room for; absent where nobody learns. */
  readonly notLearned?: number | undefined;
  /** What was left out of frames that were good all the same, by word: `points-non-finite`. */
  readonly notes?: Readonly<Record<string, number>> | undefined;
}

/** Whether one sensor's frames come as they should, and what its clock says. */
export interface StreamStatus {
  /** `late`: slower than 0.7 × `expectedHz`, or nothing for 2.5 periods; `silent`: for 5. */
  readonly state: "ok" | "late" | "silent";
  readonly expectedHz: number;
  /** By the sensor's own stamps; absent before the fifth frame. */
  readonly rateHz?: number | undefined;
  /** Since the newest message came; absent before the first. */
  readonly newestAgeMs?: number | undefined;
  readonly clock?:
    | {
        /** Our time less the sensor's, and with it the shortest way that a frame had lately. */
        readonly offsetMs: number;
        /** How much longer than that frames take. */
        readonly jitterMs: number;
        /** Times that the clock was set, forward or back. */
        readonly steps: number;
      }
    | undefined;
}

/** How the frames of a camera and a lidar meet in time. */
export interface PairStatus {
  /** Frames of both that show the same moment: each other's nearest, within half a period. */
  readonly pairs: number;
  /** Frames of either that had no such partner. */
  readonly unpaired: number;
  /** Between the two stamps of a pair, on one clock. */
  readonly apartMs: Percentiles;
  /** Added to the lidar's stamps because its clock is not the camera's; 0 where both go by one. */
  readonly correctionMs: number;
}

/** One loss, from the first step to now. */
export interface LossTrack {
  readonly first: number;
  /** Mean of the last steps. */
  readonly last: number;
  /** What knowing nothing would give; absent where that has no number. */
  readonly chance?: number | undefined;
  /** Oldest first, bounded by who keeps it. */
  readonly history: readonly number[];
}

/** One sensor's learner. */
interface TrainStatus {
  readonly engine: string;
  readonly provider: string;
  readonly steps: number;
  readonly stepsPerSecond: number;
  readonly loss: Readonly<Record<string, LossTrack>>;
  /** One sentence while there is something to wait for: `waiting for 20 s of frames`. */
  readonly waitingFor?: string | undefined;
}

/** One sensor's published features. */
interface FeatureStatus {
  readonly published: number;
  readonly dim: number;
  readonly latencyMs: Percentiles;
}

/** What the label-free examination found last. */
interface HealthStatus {
  readonly rankMe: number;
  readonly dim: number;
  readonly std: number;
  readonly isHealthy: boolean;
  /** Why it is not healthy, one sentence each. */
  readonly reasons: readonly string[];
}

interface SkillStatus {
  readonly error: number;
  readonly copyLast: number;
  /** 1 − error/copyLast. */
  readonly skill: number;
}

/** The encoder that publishes for one sensor. */
interface ModelStatus {
  readonly version: string;
  readonly step: number;
  readonly promotions: number;
  readonly rejections: number;
  /** Times that training went back, by itself or by a command. */
  readonly rollbacks: number;
  /** How it stands to what consumers rely on; absent while it answers under no contract. */
  readonly contract?: ContractStanding | undefined;
}

/** One sensor, all that is known of it; a part that was not measured yet is absent. */
export interface SensorStatus {
  readonly frames: FrameCounts;
  /** Absent where frames are not live. */
  readonly stream?: StreamStatus | undefined;
  /** Faults that were injected on purpose, by word; absent where none are configured. */
  readonly faults?: Readonly<Record<string, number>> | undefined;
  readonly train?: TrainStatus | undefined;
  readonly features?: FeatureStatus | undefined;
  /** What the heads said of the newest frame; absent where there are none. */
  readonly heads?: readonly HeadOutput[] | undefined;
  /** Whether answered frames had their surprise in time; absent where nobody judges. */
  readonly judgements?: JudgementCounts | undefined;
  readonly health?: HealthStatus | undefined;
  readonly nextFrame?: SkillStatus | undefined;
  /** The same over all frames of the run, each predicted before it was trained on. */
  readonly prequential?: (SkillStatus & { readonly clips: number }) | undefined;
  /** Times that the stream was found changed, by what showed it; absent while it was not. */
  readonly drift?: Readonly<Record<string, number>> | undefined;
  readonly model?: ModelStatus | undefined;
  /** What the learner remembers. */
  readonly memory?: MemoryStats | undefined;
}

/** One change of the training duty that was told. */
export interface DutyChange {
  /** Since the start of the run. */
  readonly atS: number;
  readonly from: number;
  readonly to: number;
  /** Sentences with figures, the tightest limit first; empty when nothing limits it any more. */
  readonly reasons: readonly string[];
}

/** What the governor does now. */
export interface GovernorStatus {
  /** Part of the time that training may take, 0..1. */
  readonly duty: number;
  readonly reasons: readonly string[];
  /** The last changes, oldest first, bounded by who keeps them. */
  readonly changes: readonly DutyChange[];
}

/** What became of the surprises that were to be recorded. */
export interface SurpriseFiles {
  readonly written: number;
  /** Old files that gave way. */
  readonly deleted: number;
  /** Surprises that came while a file was written, or too soon after one. */
  readonly passedOver: number;
  /** Files that could not be written to their end. */
  readonly failed: number;
}

/** The state of a running pipeline at one moment: what the live screen shows. */
export interface RunStatus {
  readonly elapsedS: number;
  readonly sensors: Readonly<Record<string, SensorStatus>>;
  /** By `camera+lidar`; absent where nothing is live. */
  readonly pairs?: Readonly<Record<string, PairStatus>> | undefined;
  /** Absent where nothing governs. */
  readonly governor?: GovernorStatus | undefined;
  /** What the device tells of itself. */
  readonly device: DeviceReadings;
  /** What trains and answers, and why it is this one. */
  readonly engine: Pick<EngineChoice, "name" | "provider" | "reason">;
  readonly memory: {
    readonly rssMb: number;
    readonly peakRssMb: number;
    readonly budgetMb: number;
  };
  readonly eventLoopDelayMs: Percentiles;
  /** What became of the surprises; absent where none are recorded. */
  readonly surprises?: SurpriseFiles | undefined;
}
