import { identity, Subject } from "rxjs";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { boundExternalMemory } from "../core/external-memory.ts";
import type { Logger } from "../core/log.ts";
import type { LearnerEvent } from "../learn/learner-messages.ts";
import { checkCheckpointRoot } from "../learn/checkpoint/check-root.ts";
import { readCheckpointKeys } from "../learn/checkpoint/signature.ts";
import { openLearnerThread } from "../learn/learner-thread.ts";
import type { FeatureMessage } from "../publish/feature-message.ts";
import { createPublisher } from "../publish/publisher.ts";
import { expandTopic, topicFor } from "../publish/topics.ts";
import { chooseEngine } from "../runtime/choose-engine.ts";
import { logAcceleration, openAccelerator } from "./open-accelerator.ts";
import type { Device } from "../runtime/recognise-device.ts";
import { watchDevice } from "../runtime/senses/watch-device.ts";
import { createCleanup } from "./cleanup.ts";
import { createEncoderSwitch } from "./encoder-switch.ts";
import { openEndpoints } from "./endpoints.ts";
import { watchEventLoopDelay } from "./event-loop-delay.ts";
import { openCommands } from "./open-commands.ts";
import { openFeed } from "./open-feed.ts";
import { followLearner } from "./follow-learner.ts";
import { openLiveHeads } from "./heads/live-heads.ts";
import { governTraining, judgedEveryMs } from "./govern-training.ts";
import { learnersOf } from "./learner-plans.ts";
import { watchMemory } from "./memory-watch.ts";
import { sourceUrl } from "./recording-feed.ts";
import type { RunStatus } from "./run-status.ts";
import type { AnsweredFrame } from "./sensor-flow.ts";
import { createSensorPairs } from "./sensor-pairs.ts";
import { planSensor } from "./sensor-plan.ts";
import { openStation } from "./station.ts";
import { createPredictions } from "./surprise/predictions.ts";
import { createSurpriseRecorder } from "./surprise/surprise-recorder.ts";
import { surpriseThread } from "./surprise/surprise-thread.ts";
import type { TransportTotals } from "./transport-totals.ts";

export interface PipelineOptions {
  readonly config: Config;
  /** Plays this recording instead of listening to the sensors' addresses. */
  readonly source?: string | undefined;
  /** What it runs on: the profile's limits hold for training. */
  readonly device: Device;
  /** Folder that stands for `/` where the device is looked at; absent = `/`. */
  readonly deviceRoot?: string | undefined;
  readonly clock: Clock;
  readonly log: Logger;
  /** What commands have to bring; required where the config says where they come from. */
  readonly commandToken?: string | undefined;
}

/** Who looks on while it runs. What is handed over is read only, and may be kept. */
export interface PipelineObserver {
  answered(frame: AnsweredFrame, features: FeatureMessage): void;
  /** Promotions that answer now, refusals, glimpses that were asked for. */
  learned(event: LearnerEvent): void;
}

/** The running main job. */
export interface Pipeline {
  status(): RunStatus;
  /** Path of a sensor's newest checkpoint. */
  checkpoint(sensor: string): string | undefined;
  /** What went over each address. */
  transports(): Readonly<Record<string, TransportTotals>>;
  /** What ended for good while the rest went on, a sentence each; logged when it happened. */
  failures(): readonly string[];
  /** Tells `observer` of everything from now on; the answer ends that. */
  observe(observer: PipelineObserver): () => void;
  /** Asks the learner of a sensor for a glimpse; it comes to the observers. */
  glimpse(sensor: string): void;
  /** Resolves when the source is over. Never rejects. */
  readonly ended: Promise<void>;
  /** Answers the frames on their way, writes a last checkpoint, lets go of everything. */
  stop(): Promise<void>;
}

/**
 * Starts the main job: ingest, learn, publish. The only place where the parts are wired together.
 *
 * @throws AppError CONFIG_INVALID, OPTION_INVALID, RECORDING_…, TRANSPORT_…, ENGINE_…, LEARNER_…,
 *   CHECKPOINT_INVALID; then nothing runs on
 */
export async function openPipeline(options: PipelineOptions): Promise<Pipeline> {
  const { config, source, clock, log } = options;
  const { fleet, device } = config;
  const startMs = clock.monotonicMs();
  const failures = new Set<string>();
  const onFailure = (sentence: string): void => {
    if (failures.has(sentence)) return;
    failures.add(sentence);
    log.error(sentence);
  };
  const observers = new Set<PipelineObserver>();
  const cleanup = createCleanup();
  try {
    // First what is quick and can be wrong with what was given, then the slow parts, all at once.
    const plans = Object.keys(config.sensors).map(
      (name) => [name, planSensor(config, name)] as const,
    );
    await checkCheckpointRoot(config.learn.checkpoint.directory);
    await readCheckpointKeys(config.learn.checkpoint);
    const endpoints = await openEndpoints(config, {
      log,
      source: source === undefined ? undefined : sourceUrl,
    });
    cleanup.add(() => endpoints.close());
    const inputs = new Map(
      Object.entries(config.sensors).map(([sensor, { from, topic }]) => {
        const names = { fleet, device, sensor };
        const filter =
          source === undefined ? expandTopic(topic, names) : topicFor({ ...names, kind: "frame" });
        return [sensor, endpoints.input(from).messages(filter)];
      }),
    );
    const feed = await openFeed({ config, source, clock, log });
    cleanup.add(() => feed.close());

    const publisher = createPublisher({ transports: endpoints.outputs, fleet, device, clock });
    cleanup.add(() => {
      publisher.close();
    });
    for (const [sensor, { faults }] of Object.entries(config.sensors)) {
      if (faults)
        log.warn(`${sensor}: faults are injected into the stream: sensors.${sensor}.faults`);
    }
    const { engine, choice } = await chooseEngine(config.engine);
    cleanup.add(() => engine.close());
    log.info(`engine ${choice.name} on ${choice.provider}: ${choice.reason}`);
    const accelerator = await openAccelerator(config.infer, log);
    cleanup.add(() => accelerator?.close());
    let followed = Promise.resolve();
    cleanup.add(() => followed);
    const learner = openLearnerThread(
      learnersOf(config, { plans: plans.map(([, plan]) => plan), engine: choice }),
    );
    cleanup.add(() => learner.stop());
    const heads = openLiveHeads({
      root: config.learn.checkpoint.directory,
      engine: choice,
      threads: config.infer.threads,
      niceness: config.learn.niceness,
      log,
      bindingOf: ({ version, contract }) => ({
        modelVersion: version,
        contractVersion: contract?.version,
      }),
    });
    cleanup.add(() => heads.close());
    const surprise = config.surprise.enabled
      ? surpriseThread({
          ...{ engine: choice, threads: config.infer.threads, onEnd: onFailure },
          onTrouble: (sentence) => {
            log.warn(sentence);
          },
        })
      : undefined;
    cleanup.add(() => surprise?.close());
    const ready = learner.ready();
    const stations = new Map(
      await Promise.all(
        plans.map(async ([sensor, plan]) => {
          const encoder = ready.then(async ({ encoders: all }) => {
            const first = all.find((e) => e.sensor === sensor)!;
            await heads.prepare(first);
            return first;
          });
          const station = await openStation({
            config,
            sensor,
            plan,
            engine,
            accelerator,
            onAcceleration: (event) => {
              logAcceleration(log, sensor, event);
            },
            encoder,
            heads,
            surprise,
            clock,
            log,
          });
          cleanup.add(() => station.close());
          return [sensor, station] as const;
        }),
      ),
    );
    const onLearned = (event: LearnerEvent): void => {
      for (const observer of observers) observer.learned(event);
    };
    const { encoders: first, earlier } = await ready;
    const encoders = createEncoderSwitch({
      ...{ sensors: stations, first, earlier, learner, publisher, heads, log, onLearned },
      keep: config.learn.checkpoint.keep,
      shadow: config.infer.shadow,
      now: () => Number(clock.wallNs() / 1_000_000n),
    });
    const predictions = createPredictions({
      ...{ sensors: stations, publisher, log },
      regularly: config.surprise.prediction,
    });
    cleanup.add(() => predictions.close());
    cleanup.add(
      openCommands(endpoints.commands, {
        config,
        token: options.commandToken,
        encoders,
        predictions,
        clock,
        log,
      }),
    );
    followed = followLearner({
      events: learner.events,
      sensors: stations,
      encoders,
      publisher,
      log,
      onLearned,
      onEnd: onFailure,
    });

    const record = config.surprise.record;
    const surprises =
      record &&
      createSurpriseRecorder({ settings: record, address: { fleet, device }, clock, log });
    cleanup.add(() => surprises?.close());
    const pairs = createSensorPairs({
      sensors: Object.entries(config.sensors).map(([name, sensor]) => ({ name, ...sensor })),
      clockOffset: (sensor) => stations.get(sensor)?.meter.stream.clockOffset(),
    });
    const stop$ = new Subject<void>();
    const flows = [...stations].map(async ([sensor, station]) => {
      const { version, step, contract } = station.encoder;
      publisher.retained(sensor, "model", { version, step, contract });
      try {
        await station.flow({
          messages: inputs
            .get(sensor)!
            .pipe(surprises?.remember(config.sensors[sensor]!.encoding) ?? identity),
          stop$,
          publisher,
          offer: (sample) => {
            pairs.add(sensor, sample.stampNs);
            return learner.offer(sample);
          },
          onAnswered: (frame, features) => {
            surprises?.answered(frame, features);
            for (const observer of observers) observer.answered(frame, features);
          },
          onInferenceFailure: (error) => {
            onFailure(`${sensor}: a frame was not answered: ${wordsOf(error)}`);
          },
        });
      } catch (error) {
        onFailure(`${sensor}: no more features: ${wordsOf(error)}`);
      }
    });
    cleanup.add(async () => {
      stop$.next();
      await Promise.all(flows);
    });
    const senses = watchDevice({ root: options.deviceRoot, everyMs: judgedEveryMs });
    cleanup.add(() => {
      senses.close();
    });
    const governor = config.learn.governor.enabled
      ? governTraining({
          config,
          profile: options.device.profile,
          device: senses,
          meters: new Map([...stations].map(([sensor, { meter }]) => [sensor, meter])),
          learner,
          clock,
          log,
        })
      : undefined;
    cleanup.add(() => {
      governor?.close();
    });
    const eventLoop = watchEventLoopDelay();
    const memory = watchMemory();
    cleanup.add(boundExternalMemory());
    cleanup.add(() => {
      eventLoop.close();
      memory.close();
    });
    feed.start();

    return {
      status: () => ({
        elapsedS: (clock.monotonicMs() - startMs) / 1000,
        sensors: Object.fromEntries(
          [...stations].map(([name, { meter, encoder }]) => [
            name,
            { ...meter.status(), judgements: encoder.judgements() },
          ]),
        ),
        pairs: pairs.status(),
        governor: governor?.status(),
        device: senses.read(),
        engine: choice,
        memory: { ...memory.read(), budgetMb: config.memoryBudgetMb },
        eventLoopDelayMs: eventLoop.percentiles(),
        surprises: surprises?.counts(),
      }),
      checkpoint: (sensor) => stations.get(sensor)?.meter.checkpoint(),
      transports: () => endpoints.totals(),
      failures: () => [...failures],
      observe: (observer) => {
        observers.add(observer);
        return () => {
          observers.delete(observer);
        };
      },
      glimpse: (sensor) => {
        learner.glimpse(sensor);
      },
      ended: feed.ended.then((problem) => {
        if (problem !== undefined) onFailure(problem);
      }),
      stop: () => cleanup.run(),
    };
  } catch (error) {
    // What went wrong first is what to tell, not what else then failed.
    await cleanup.run().catch(() => undefined);
    throw error;
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
