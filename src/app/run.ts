import { concatMap, filter, firstValueFrom, from, Subject } from "rxjs";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { openSamplerThread } from "../decode/sampler-thread.ts";
import { openLearnerThread, type LearnerThread } from "../learn/learner-thread.ts";
import type { LearnerEvent } from "../learn/learner-messages.ts";
import { createPublisher, type Publisher } from "../publish/publisher.ts";
import { expandTopic } from "../publish/topics.ts";
import { engines } from "../runtime/index.ts";
import { createCleanup } from "./cleanup.ts";
import { openEndpoints } from "./endpoints.ts";
import { watchEventLoopDelay } from "./event-loop-delay.ts";
import { openFeed } from "./feed.ts";
import { openLiveEncoder, type LiveEncoder } from "./live-encoder.ts";
import { watchMemory } from "./memory-watch.ts";
import { publishAnswer } from "./publish-answer.ts";
import type { RunStatus } from "./run-status.ts";
import { sensorFlow } from "./sensor-flow.ts";
import { createSensorMeter, type SensorMeter } from "./sensor-meter.ts";
import { learnerOptions, planSensor, type SensorPlan } from "./sensor-plan.ts";
import { versions } from "./versions.ts";

export interface PipelineOptions {
  readonly config: Config;
  /** Plays this recording instead of listening to the sensors' addresses. */
  readonly source?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}

/** The running main job. */
export interface Pipeline {
  status(): RunStatus;
  /** Path of a sensor's newest checkpoint. */
  checkpoint(sensor: string): string | undefined;
  /** Resolves when the source is over. */
  readonly ended: Promise<void>;
  /** Answers the frames on their way, writes a last checkpoint, lets go of everything. */
  stop(): Promise<void>;
}

/** One sensor's parts while the pipeline runs. */
interface Station {
  readonly name: string;
  readonly plan: SensorPlan;
  readonly meter: SensorMeter;
  readonly encoder: LiveEncoder;
}

/**
 * Starts the main job: ingest, learn, publish. The only place where the parts are wired together.
 *
 * @throws AppError CONFIG_INVALID, TRANSPORT_…, ENGINE_…, CHECKPOINT_INVALID; then nothing runs on
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { config, source, clock, log } = options;
  const { fleet, device, infer } = config;
  const startMs = clock.monotonicMs();
  const cleanup = createCleanup();
  try {
    const endpoints = await openEndpoints(config, {
      log,
      source: source === undefined ? undefined : "inproc://source",
    });
    cleanup.add(() => endpoints.close());
    const publisher = createPublisher({ transports: endpoints.outputs, fleet, device, clock });
    cleanup.add(() => {
      publisher.close();
    });
    const engine = await engines.get(config.engine.name).create(config.engine);
    cleanup.add(() => engine.close());

    const plans = Object.keys(config.sensors).map(
      (name) => [name, planSensor(config, name)] as const,
    );
    const learner = openLearnerThread({
      engine: config.engine,
      learners: plans.map(([, plan]) => ({
        options: learnerOptions(config, plan),
        assessEverySteps: config.learn.health.everySteps,
        checkpoint: { ...config.learn.checkpoint, root: config.learn.checkpoint.directory },
        config,
        versions: versions(),
      })),
    });
    cleanup.add(() => learner.stop());
    const ready = await firstValueFrom(learner.events.pipe(filter((e) => e.kind === "ready")));

    const stop$ = new Subject<void>();
    const stations = new Map<string, Station>();
    const flows: Promise<void>[] = [];
    for (const [name, plan] of plans) {
      const encoder = await openLiveEncoder({
        engine,
        threads: infer.threads,
        encoder: ready.encoders.find((e) => e.sensor === name)!,
      });
      cleanup.add(() => encoder.close());
      const sampler = await openSamplerThread(plan.sampler);
      cleanup.add(() => sampler.close());
      const meter = createSensorMeter({
        clock,
        engine: engine.name,
        provider: engine.provider,
        objectives: plan.learner.objectives.map((o) => o.name),
        batch: plan.learner.batch,
      });
      meter.serving(encoder);
      stations.set(name, { name, plan, meter, encoder });
      const own = config.sensors[name]!;
      const answers = sensorFlow(
        {
          sensor: name,
          messages: endpoints
            .input(own.from)
            .messages(expandTopic(own.topic, { fleet, device, sensor: name })),
          sampler,
          encoder,
          counter: meter.frames,
          clock,
          queueMs: infer.queueMs,
          onSample: (sample) => {
            learner.offer(sample);
          },
        },
        stop$,
      );
      flows.push(
        answers.forEach((frame) => {
          publishAnswer(frame, { publisher, meter, clock });
        }),
      );
    }

    const promotions = followLearner({ learner, stations, publisher, log });
    const eventLoop = watchEventLoopDelay();
    const memory = watchMemory();
    cleanup.add(() => {
      eventLoop.close();
      memory.close();
    });
    const feed = await openFeed({ config, source, clock, log });
    cleanup.add(() => feed.close());

    let stopping: Promise<void> | undefined;
    return {
      status: () => ({
        elapsedS: (clock.monotonicMs() - startMs) / 1000,
        sensors: Object.fromEntries(
          [...stations].map(([name, { meter }]) => [name, meter.status()]),
        ),
        memory: { ...memory.read(), budgetMb: config.memoryBudgetMb },
        eventLoopDelayMs: eventLoop.percentiles(),
      }),
      checkpoint: (sensor) => stations.get(sensor)?.meter.checkpoint(),
      ended: feed.ended,
      stop: () => {
        stopping ??= (async () => {
          await feed.close();
          stop$.next();
          await Promise.all(flows);
          await learner.stop();
          await promotions;
          await cleanup.run();
        })();
        return stopping;
      },
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

/**
 * Acts on what the learner thread reports, one event after the other, so that two promotions never
 * overlap. Settles when the thread is over; a crash is logged and features go on.
 */
function followLearner(parts: {
  readonly learner: LearnerThread;
  readonly stations: ReadonlyMap<string, Station>;
  readonly publisher: Publisher;
  readonly log: Logger;
}): Promise<void> {
  const { learner, stations, publisher, log } = parts;
  const act = async (event: LearnerEvent): Promise<void> => {
    switch (event.kind) {
      case "step":
        stations.get(event.sensor)!.meter.stepped(event.report, event.memory);
        return;
      case "promoted": {
        const { sensor, version, step } = event.encoder;
        const { encoder, meter } = stations.get(sensor)!;
        await encoder.promote(event.encoder);
        meter.serving(encoder);
        meter.assessed(event.assessment, true);
        publisher.retained(sensor, "model", { ...event.assessment, version, step });
        return;
      }
      case "rejected":
        stations.get(event.sensor)!.meter.assessed(event.assessment, false);
        publisher.retained(event.sensor, "health", { ...event.assessment });
        return;
      case "checkpoint":
        stations.get(event.sensor)!.meter.checkpointed(event.path);
        return;
      case "trouble":
        log.warn(`${event.sensor}: ${event.message}`);
        return;
      case "ready":
      case "taken":
      case "stopped":
        return;
    }
  };
  return learner.events
    .pipe(concatMap((event) => from(act(event))))
    .forEach(() => undefined)
    .catch((error: unknown) => {
      log.error(error instanceof Error ? error.message : String(error));
    });
}
