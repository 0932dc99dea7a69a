import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../core/external-memory.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { engines } from "../runtime/index.ts";
import { addThreadNiceness } from "../runtime/thread-niceness.ts";
import { createCheckpointKeeper, type CheckpointKeeper } from "./checkpoint-keeper.ts";
import { openLearner, type Learner } from "./learner.ts";
import type {
  LearnerEvent,
  LearnerPlan,
  LearnerRequest,
  LearnerThreadData,
  SensorEncoder,
} from "./learner-messages.ts";
import { createDriftMonitor, type DriftMonitor } from "./drift.ts";
import { createPromotionJudge, type PromotionJudge } from "./health/promotion.ts";
import { readMemory, writeMemory } from "./memory/memory-file.ts";
import { createTrainingPace } from "./training-pace.ts";

/** The learner thread: takes samples, trains the learners in turn, promotes, keeps checkpoints. */

interface Desk {
  readonly plan: LearnerPlan;
  readonly learner: Learner;
  readonly keeper: CheckpointKeeper;
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
}

/** Steps between two looks at what is new: a look costs a third of a step. */
const scoreEverySteps = 16;
/** What is left of the learning rate after going back. */
const rateFactor = 0.5;

const port = parentPort!;
const { engine: wanted, niceness, learners: plans } = workerData as LearnerThreadData;
// Before anything is opened: threads inherit the niceness of the one that makes them.
addThreadNiceness(niceness);
boundExternalMemory();
const say = (event: LearnerEvent): void => {
  port.postMessage(event);
};

const engine = await engines.get(wanted.name).create(wanted);
try {
  await serve(engine);
} finally {
  // Also when something failed: a trainer that is stopped in the middle of a step, as the end of
  // this thread would do, takes the whole process along.
  await engine.close();
}
say({ kind: "stopped" });
port.close();

async function serve(engine: Engine): Promise<void> {
  const opened = await Promise.all(plans.map((plan) => openDesk(plan, engine)));
  const desks = new Map(opened.map((desk) => [desk.learner.spec.sensor, desk]));
  let isStopping = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  /** Whether a message came since the desks were last looked through. */
  let hasNews = false;
  const pace = createTrainingPace(() => performance.now());
  port.on("message", (request: LearnerRequest) => {
    if (request.kind === "stop") {
      isStopping = true;
      pace.stop();
    } else if (request.kind === "duty") {
      pace.setDuty(request.duty);
    } else if (request.kind === "glimpse") {
      const desk = desks.get(request.sensor);
      if (desk) desk.isGlimpseWanted = true;
    } else {
      try {
        desks.get(request.sample.sensor)?.learner.offer(request.sample);
      } catch (error) {
        failure = { error };
        pace.stop();
      }
      say({ kind: "taken" });
    }
    hasNews = true;
    wake();
  });
  const newMessage = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
      if (hasNews) resolve();
    });
  const mayGoOn = (): boolean => {
    if (failure) throw failure.error;
    return !isStopping;
  };

  say({ kind: "ready", encoders: await Promise.all(opened.map(encoderOf)) });
  while (mayGoOn()) {
    let hasTrained = false;
    hasNews = false;
    for (const desk of opened) {
      const startMs = performance.now();
      // One step at a time: two at once would only share the same cores.
      if (mayGoOn() && (await trainOnce(desk))) {
        hasTrained = true;
        await pace.rest(performance.now() - startMs);
      }
      if (mayGoOn() && desk.isGlimpseWanted) await show(desk);
      await breathe();
    }
    if (!hasTrained && mayGoOn()) await newMessage();
  }
  for (const desk of opened) {
    if (desk.learner.step > desk.savedStep) await save(desk);
    if (desk.plan.checkpoint.memoryEveryS !== undefined) await saveMemory(desk);
  }
}

async function openDesk(plan: LearnerPlan, engine: Engine): Promise<Desk> {
  const { config, versions, checkpoint, options } = plan;
  const { spec, seed } = options;
  const keeper = createCheckpointKeeper({ ...checkpoint, spec, seed, config, versions });
  const { resume, reason } = await keeper.latest();
  if (reason !== undefined) {
    say({ kind: "trouble", sensor: spec.sensor, message: `starting anew: ${reason}` });
  }
  const learner = await openLearner({ ...options, testsFirst: true, niceness: 0, engine, resume });
  if (resume) say({ kind: "checkpoint", sensor: spec.sensor, path: resume.path });
  if (checkpoint.memoryEveryS !== undefined) await recall(learner, checkpoint.root);
  const nowMs = performance.now();
  return {
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
async function recall(learner: Learner, root: string): Promise<void> {
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

async function trainOnce(desk: Desk): Promise<boolean> {
  const { learner, plan } = desk;
  if (learner.step >= desk.scoredStep + scoreEverySteps) await score(desk);
  const run = learner.train();
  learner.prepare();
  const reports = await run;
  if (reports.length === 0) {
    // What was tested is too little to learn from: the next frames have to be tested before a step is done.
    desk.scoredStep = -Infinity;
    return false;
  }
  const { sensor } = learner.spec;
  const memory = learner.memory();
  for (const report of reports) say({ kind: "step", sensor, report, memory });
  if (reports.some(({ step }) => step % plan.assessEverySteps === 0)) await examine(desk);
  const { everySeconds, memoryEveryS = Infinity } = plan.checkpoint;
  if (performance.now() - desk.savedMs > everySeconds * 1000) await save(desk);
  if (performance.now() - desk.memorySavedMs > memoryEveryS * 1000) await saveMemory(desk);
  return true;
}

/** Looks at what is new before it is trained on. */
async function score(desk: Desk): Promise<void> {
  const { learner, drift } = desk;
  const { sensor } = learner.spec;
  const scored = await learner.score();
  if (!scored) return;
  desk.scoredStep = learner.step;
  const { step, clips, nextFrame, feature } = scored;
  if (nextFrame) say({ kind: "scored", sensor, step, nextFrame, weight: clips });
  for (const signal of drift.add({ surprise: nextFrame?.error, feature })) {
    say({ kind: "drift", sensor, step, signal });
  }
}

/** Promotes the present encoder if it is healthy, and goes back when it is not for long. */
async function examine(desk: Desk): Promise<void> {
  const { learner, judge } = desk;
  const { sensor } = learner.spec;
  const assessment = await learner.assess();
  if (!assessment) return;
  const outcome = judge.judge(assessment.verdict.healthy);
  if (outcome === "promote") {
    if (desk.plan.rollBackAfter > 0) {
      desk.healthy = { step: learner.step, state: await learner.state(desk.healthy?.state) };
    }
    say({ kind: "promoted", encoder: await encoderOf(desk), assessment });
    return;
  }
  say({ kind: "rejected", sensor, assessment });
  if (outcome === "reject" || !desk.healthy) return;
  await learner.goBack(desk.healthy.state, rateFactor);
  desk.rateScale *= rateFactor;
  const { reasons } = assessment.verdict;
  const { rateScale } = desk;
  say({ kind: "rolled-back", sensor, toStep: desk.healthy.step, rateScale, reasons });
}

async function show(desk: Desk): Promise<void> {
  desk.isGlimpseWanted = false;
  const { learner } = desk;
  say({ kind: "glimpse", sensor: learner.spec.sensor, glimpse: await learner.glimpse() });
}

async function encoderOf({ learner }: Desk): Promise<SensorEncoder> {
  return { sensor: learner.spec.sensor, ...(await learner.pack()) };
}

/** A checkpoint that cannot be written is trouble, not the end: the robot goes on learning. */
async function save(desk: Desk): Promise<void> {
  const { sensor } = desk.learner.spec;
  desk.savedMs = performance.now();
  try {
    const { path } = await desk.keeper.save(desk.learner);
    desk.savedStep = desk.learner.step;
    say({ kind: "checkpoint", sensor, path });
  } catch (error) {
    say({ kind: "trouble", sensor, message: wordsOf(error) });
  }
}

/** A memory that cannot be written is trouble like that. */
async function saveMemory(desk: Desk): Promise<void> {
  const { sensor } = desk.learner.spec;
  desk.memorySavedMs = performance.now();
  try {
    await writeMemory(desk.plan.checkpoint.root, sensor, desk.learner.remembered());
  } catch (error) {
    say({ kind: "trouble", sensor, message: wordsOf(error) });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Lets messages in between two steps. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
