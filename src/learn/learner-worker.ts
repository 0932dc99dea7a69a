import { parentPort, workerData } from "node:worker_threads";
import { boundExternalMemory } from "../core/external-memory.ts";
import type { Engine } from "../runtime/engine.ts";
import { engines } from "../runtime/index.ts";
import { addThreadNiceness } from "../runtime/thread-niceness.ts";
import { readCheckpointKeys } from "./checkpoint/signature.ts";
import { save, saveMemory, openDesk, type Desk } from "./learner-desk.ts";
import type {
  LearnerEvent,
  LearnerRequest,
  LearnerThreadData,
  SensorEncoder,
} from "./learner-messages.ts";
import { decide, examine, goBackTo } from "./promote.ts";
import { servedVersions, type ServedVersion } from "./served-versions.ts";
import { createTrainingPace } from "./training-pace.ts";

/** The learner thread: takes samples, trains the learners in turn, promotes, keeps checkpoints. */

/** Steps between two looks at what is new: a look costs a third of a step. */
const scoreEverySteps = 16;
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
  const served = new Map<string, readonly ServedVersion[]>();
  for (const { checkpoint, options } of plans) {
    const { spec } = options;
    const { root, keep, keyFiles = {} } = checkpoint;
    const { trust } = await readCheckpointKeys(keyFiles);
    const onDamaged = (message: string): void => {
      say({ kind: "trouble", sensor: spec.sensor, message: `left out: ${message}` });
    };
    served.set(spec.sensor, await servedVersions(root, spec, { keep, onDamaged, trust }));
  }
  const opened = await Promise.all(
    plans.map(async (plan) => {
      const kept = served.get(plan.options.spec.sensor)?.at(-1)?.kept;
      return openDesk(plan, { engine, say, contract: kept?.contract });
    }),
  );
  const desks = new Map(opened.map((desk) => [desk.learner.spec.sensor, desk]));
  let isStopping = false;
  let failure: { readonly error: unknown } | undefined;
  let wake: () => void = () => undefined;
  /** Whether a message came since the desks were last looked through. */
  let hasNews = false;
  const pace = createTrainingPace(() => performance.now());
  const decided: (() => Promise<void>)[] = [];
  port.on("message", (request: LearnerRequest) => {
    if (request.kind === "stop") {
      isStopping = true;
      pace.stop();
    } else if (request.kind === "duty") {
      pace.setDuty(request.duty);
    } else if (request.kind === "glimpse") {
      const desk = desks.get(request.sensor);
      if (desk) desk.isGlimpseWanted = true;
    } else if (request.kind === "go-back") {
      const desk = desks.get(request.sensor);
      if (desk) desk.wantedStep = request.step;
    } else if (request.kind === "verdict") {
      const desk = desks.get(request.sensor);
      if (desk) decided.push(() => decide(desk, request));
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

  say(await readyOf(opened, served));
  while (mayGoOn()) {
    let hasTrained = false;
    hasNews = false;
    for (const act of decided.splice(0)) await act();
    for (const desk of opened) {
      if (desk.wantedStep !== undefined) await goBackTo(desk, desk.wantedStep);
      const startMs = performance.now();
      // One step at a time: two at once would only share the same cores.
      if (mayGoOn() && (await trainOnce(desk, mayGoOn))) {
        hasTrained = true;
        await pace.rest(performance.now() - startMs);
      }
      if (mayGoOn() && desk.isGlimpseWanted) await show(desk);
      await breathe();
    }
    if (!hasTrained && mayGoOn()) await newMessage();
  }
  for (const act of decided.splice(0)) await act();
  for (const desk of opened) {
    if (desk.learner.step > desk.savedStep) await save(desk);
    if (desk.plan.checkpoint.memoryEveryS !== undefined) await saveMemory(desk);
  }
}

/** @param mayGoOn whether there is time for what follows a step, which takes longer than the step */
async function trainOnce(desk: Desk, mayGoOn: () => boolean): Promise<boolean> {
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
  if (!mayGoOn()) return true;
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

async function show(desk: Desk): Promise<void> {
  desk.isGlimpseWanted = false;
  const { learner } = desk;
  say({ kind: "glimpse", sensor: learner.spec.sensor, glimpse: await learner.glimpse() });
}

/** What answers first: the last promoted encoder, or the present one where there is none yet. */
async function readyOf(
  desks: readonly Desk[],
  served: ReadonlyMap<string, readonly ServedVersion[]>,
): Promise<LearnerEvent> {
  const encoders: SensorEncoder[] = [];
  const earlier: SensorEncoder[] = [];
  for (const { learner } of desks) {
    const { sensor } = learner.spec;
    const own = (served.get(sensor) ?? []).map(({ encoder }) => ({ sensor, ...encoder }));
    encoders.push(own.at(-1) ?? { sensor, ...(await learner.pack()) });
    earlier.push(...own.slice(0, -1));
  }
  return { kind: "ready", encoders, earlier };
}

/** Lets messages in between two steps. */
function breathe(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
