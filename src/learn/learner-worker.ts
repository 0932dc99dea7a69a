import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../core/external-memory.ts";
import type { Engine } from "../runtime/engine.ts";
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
import { createTrainingPace } from "./training-pace.ts";

/** The learner thread: takes samples, trains the learners in turn, promotes, keeps checkpoints. */

interface Desk {
  readonly plan: LearnerPlan;
  readonly learner: Learner;
  readonly keeper: CheckpointKeeper;
  isGlimpseWanted: boolean;
  savedMs: number;
  savedStep: number;
}

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
    wake();
  });
  const newMessage = (): Promise<void> =>
    new Promise((resolve) => {
      wake = resolve;
    });
  const mayGoOn = (): boolean => {
    if (failure) throw failure.error;
    return !isStopping;
  };

  say({ kind: "ready", encoders: await Promise.all(opened.map(encoderOf)) });
  while (mayGoOn()) {
    let hasTrained = false;
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
  for (const desk of opened) if (desk.learner.step > desk.savedStep) await save(desk);
}

async function openDesk(plan: LearnerPlan, engine: Engine): Promise<Desk> {
  const { config, versions, checkpoint, options } = plan;
  const { spec, seed } = options;
  const keeper = createCheckpointKeeper({ ...checkpoint, spec, seed, config, versions });
  const { resume, reason } = await keeper.latest();
  if (reason !== undefined) {
    say({ kind: "trouble", sensor: spec.sensor, message: `starting anew: ${reason}` });
  }
  const learner = await openLearner({ ...options, niceness: 0, engine, resume });
  if (resume) say({ kind: "checkpoint", sensor: spec.sensor, path: resume.path });
  return {
    plan,
    learner,
    keeper,
    isGlimpseWanted: false,
    savedMs: performance.now(),
    savedStep: learner.step,
  };
}

async function trainOnce(desk: Desk): Promise<boolean> {
  const { learner, plan } = desk;
  const run = learner.train();
  learner.prepare();
  const reports = await run;
  if (reports.length === 0) return false;
  const { sensor } = learner.spec;
  const memory = learner.memory();
  for (const report of reports) say({ kind: "step", sensor, report, memory });
  if (reports.some(({ step }) => step % plan.assessEverySteps === 0)) await examine(desk);
  if (performance.now() - desk.savedMs > plan.checkpoint.everySeconds * 1000) await save(desk);
  return true;
}

/** Promotes the present encoder if it is healthy. */
async function examine(desk: Desk): Promise<void> {
  const assessment = await desk.learner.assess();
  if (!assessment) return;
  if (assessment.verdict.healthy) {
    say({ kind: "promoted", encoder: await encoderOf(desk), assessment });
  } else {
    say({ kind: "rejected", sensor: desk.learner.spec.sensor, assessment });
  }
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
    say({
      kind: "trouble",
      sensor,
      message: error instanceof Error ? error.message : String(error),
    });
  }
}

/** Lets messages in between two steps. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
