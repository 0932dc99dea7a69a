import type { Engine, NamedTensors } from "../runtime/engine.ts";
import type { Assessment } from "./assess.ts";
import { nominate, type Candidate } from "./candidate.ts";
import { createCheckpointKeeper, type CheckpointKeeper } from "./checkpoint-keeper.ts";
import type { Aligned, FeatureContract } from "./contract/feature-contract.ts";
import { readCheckpointKeys, type CheckpointKeys } from "./checkpoint/signature.ts";
import { createDriftMonitor, type DriftMonitor } from "./drift.ts";
import { createPromotionJudge, type PromotionJudge } from "./health/promotion.ts";
import { openLearner, type Learner } from "./learner.ts";
import type { LearnerEvent, LearnerPlan } from "./learner-messages.ts";
import { readMemory, writeMemory } from "./memory/memory-file.ts";

/** One sensor's place in the learner thread: its learner and everything about it that changes. */
export interface Desk {
  readonly say: (event: LearnerEvent) => void;
  readonly plan: LearnerPlan;
  readonly learner: Learner;
  readonly keeper: CheckpointKeeper;
  readonly keys: CheckpointKeys;
  isGlimpseWanted: boolean;
  savedMs: number;
  savedStep: number;
  memorySavedMs: number;
  readonly judge: PromotionJudge;
  /** What was promoted last, to go back to. */
  healthy?: { readonly step: number; readonly state: NamedTensors };
  rateScale: number;
  readonly drift: DriftMonitor;
  scoredStep: number;
  /** What consumers rely on, as of the last encoder that answers. */
  contract?: FeatureContract | undefined;
  /** On trial on live frames, and since when; no other is promoted meanwhile. */
  trial?: Trial | undefined;
  /** The step of the promoted encoder that shall answer again. */
  wantedStep?: number | undefined;
}

interface Trial {
  readonly candidate: Candidate;
  readonly assessment: Assessment;
  readonly sinceMs: number;
  readonly path?: string | undefined;
}

/**
 * Opens a sensor's learner where its newest checkpoint left it.
 *
 * @param options.contract of the encoder that answers first
 * @throws AppError CHECKPOINT_INVALID, CHECKPOINT_UNTRUSTED, CHECKPOINT_KEY_INVALID, OPTION_INVALID, ENGINE_…
 */
export async function openDesk(
  plan: LearnerPlan,
  options: {
    readonly engine: Engine;
    readonly contract: FeatureContract | undefined;
    readonly say: Desk["say"];
  },
): Promise<Desk> {
  const { engine, contract, say } = options;
  const { config, versions, checkpoint } = plan;
  const { spec, seed } = plan.options;
  const keys = await readCheckpointKeys(checkpoint.keyFiles ?? {});
  const keeper = createCheckpointKeeper({ ...checkpoint, spec, seed, config, versions, keys });
  const { resume, reason } = await keeper.latest();
  if (reason !== undefined) {
    say({ kind: "trouble", sensor: spec.sensor, message: `starting anew: ${reason}` });
  }
  const learner = await openLearner({
    ...plan.options,
    testsFirst: true,
    niceness: 0,
    engine,
    resume,
  });
  if (resume) say({ kind: "checkpoint", sensor: spec.sensor, path: resume.path });
  if (checkpoint.memoryEveryS !== undefined) await recall(learner, checkpoint.root, say);
  const nowMs = performance.now();
  return {
    say,
    contract,
    keys,
    plan,
    learner,
    keeper,
    isGlimpseWanted: false,
    savedMs: nowMs,
    savedStep: learner.step,
    memorySavedMs: nowMs,
    judge: createPromotionJudge(plan.rollBackAfter),
    rateScale: 1,
    drift: createDriftMonitor(),
    scoredStep: -Infinity,
  };
}

/** Goes on with the memory that was written down, where it is sound and of frames of this size. */
async function recall(learner: Learner, root: string, say: Desk["say"]): Promise<void> {
  const { sensor, height, width } = learner.spec;
  try {
    const kept = await readMemory(root, sensor);
    const layout = kept?.main[0]?.samples[0]?.layout;
    if (!kept || layout?.height !== height || layout.width !== width) return;
    learner.recall(kept);
  } catch (error) {
    say({ kind: "trouble", sensor, message: `starting without memory: ${wordsOf(error)}` });
  }
}

/** A checkpoint that cannot be written is trouble, not the end: the robot goes on learning. */
export async function save(desk: Desk, aligned?: Aligned): Promise<string | undefined> {
  const { sensor } = desk.learner.spec;
  desk.savedMs = performance.now();
  try {
    const { learner, contract, plan } = desk;
    // Whoever opens the checkpoint gets features under the contract, also between two promotions.
    const nominated =
      aligned || !contract
        ? undefined
        : await nominate(learner, { contract, contractOptions: plan.contract });
    const own = nominated && "aligned" in nominated ? nominated.aligned : aligned;
    const { path } = await desk.keeper.save(learner, own);
    desk.savedStep = desk.learner.step;
    desk.say({ kind: "checkpoint", sensor, path });
    return path;
  } catch (error) {
    desk.say({ kind: "trouble", sensor, message: wordsOf(error) });
    return undefined;
  }
}

/** A memory that cannot be written is trouble like that. */
export async function saveMemory(desk: Desk): Promise<void> {
  const { sensor } = desk.learner.spec;
  desk.memorySavedMs = performance.now();
  try {
    await writeMemory(desk.plan.checkpoint.root, sensor, desk.learner.remembered());
  } catch (error) {
    desk.say({ kind: "trouble", sensor, message: wordsOf(error) });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
