import { adoptState } from "./adopt-state.ts";
import type { Assessment } from "./assess.ts";
import { nominate } from "./candidate.ts";
import { markPromoted } from "./checkpoint/promoted.ts";
import { readCheckpoint } from "./checkpoint/read-checkpoint.ts";
import { rollback } from "./checkpoint/rollback.ts";
import { compileStep } from "./compile-step.ts";
import { readContract } from "./contract/contract-record.ts";
import { save, type Desk } from "./learner-desk.ts";

/** A trial that nobody decides on is over after this long. */
const longestTrialMs = 60_000;
/** What is left of the learning rate after going back. */
const rateFactor = 0.5;

/** Promotes the present encoder if it is healthy, and goes back when it is not for long. */
export async function examine(desk: Desk): Promise<void> {
  const { learner, plan } = desk;
  const { sensor } = learner.spec;
  if (desk.trial && performance.now() - desk.trial.sinceMs < longestTrialMs) return;
  const assessment = await learner.assess();
  if (!assessment) return;
  if (!assessment.verdict.healthy) return reject(desk, assessment);
  const { contract } = desk;
  const candidate = await nominate(learner, { contract, contractOptions: plan.contract });
  if ("refused" in candidate) return reject(desk, refusedBy(assessment, [candidate.refused]));
  const path = await save(desk, candidate.aligned);
  desk.trial = { candidate, assessment, sinceMs: performance.now(), path };
  desk.say({ kind: "promoted", encoder: { sensor, ...candidate.encoder }, assessment });
}

/** What became of the encoder on trial: only one that answers is marked, and moves the contract on. */
export async function decide(
  desk: Desk,
  { step, refused }: { readonly step: number; readonly refused: readonly string[] },
): Promise<void> {
  const { trial, learner, judge } = desk;
  if (trial?.candidate.step !== step) return;
  const { encoder, aligned } = trial.candidate;
  desk.trial = undefined;
  if (refused.length > 0) return reject(desk, refusedBy(trial.assessment, refused));
  judge.judge(true);
  desk.contract = aligned?.contract ?? desk.contract;
  if (desk.plan.rollBackAfter > 0) {
    desk.healthy = { step: learner.step, state: await learner.state(desk.healthy?.state) };
  }
  if (trial.path === undefined) return;
  try {
    await markPromoted(trial.path, { modelVersion: encoder.version, promotedMs: Date.now() });
  } catch (error) {
    desk.say({ kind: "trouble", sensor: learner.spec.sensor, message: wordsOf(error) });
  }
}

/** A command took the encoder back: training goes on from what it was then. */
export async function goBackTo(desk: Desk, step: number): Promise<void> {
  const { learner, plan, rateScale } = desk;
  const { sensor } = learner.spec;
  desk.wantedStep = undefined;
  try {
    const { root } = plan.checkpoint;
    await rollback(root, sensor, { step });
    const { manifest, state } = await readCheckpoint(root, sensor, {
      step,
      trust: desk.keys.trust,
    });
    const adopted = adoptState(compileStep(learner.spec), state, plan.options.seed);
    if (!adopted) throw new Error(`the checkpoint of step ${step} holds another model`);
    await learner.goBack(adopted, 1);
    desk.contract = readContract(sensor, { extra: manifest.extra, state })?.contract;
    desk.healthy = { step, state: adopted };
    desk.trial = undefined;
    desk.savedMs = performance.now();
    desk.say({
      kind: "rolled-back",
      sensor,
      toStep: step,
      rateScale,
      reasons: ["a command asked for it"],
    });
  } catch (error) {
    const message = `training goes on from where it is: ${wordsOf(error)}`;
    desk.say({ kind: "trouble", sensor, message });
  }
}

function refusedBy(assessment: Assessment, reasons: readonly string[]): Assessment {
  return { ...assessment, verdict: { healthy: false, reasons } };
}

/** Tells of an encoder that is not promoted, and goes back when there were too many. */
async function reject(desk: Desk, assessment: Assessment): Promise<void> {
  const { learner, judge } = desk;
  const { sensor } = learner.spec;
  const outcome = judge.judge(false);
  desk.say({ kind: "rejected", sensor, assessment });
  if (outcome === "reject" || !desk.healthy) return;
  await learner.goBack(desk.healthy.state, rateFactor);
  desk.rateScale *= rateFactor;
  const { reasons } = assessment.verdict;
  const { rateScale } = desk;
  desk.say({ kind: "rolled-back", sensor, toStep: desk.healthy.step, rateScale, reasons });
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
