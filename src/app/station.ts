import type { Observable } from "rxjs";
import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import { openSamplerThread, type SamplerThread } from "../decode/sampler-thread.ts";
import type { Sample } from "../frames/sample.ts";
import type { SensorEncoder } from "../learn/learner-messages.ts";
import type { FeatureMessage } from "../publish/feature-message.ts";
import type { Publisher } from "../publish/publisher.ts";
import type { Engine } from "../runtime/engine.ts";
import type { IncomingMessage } from "../transport/transport.ts";
import { createFaultInjector } from "./faults/fault-injector.ts";
import { acceleratedEncoder, type Acceleration } from "./accelerated-encoder.ts";
import { createGrace } from "./grace.ts";
import type { LiveHeads } from "./heads/live-heads.ts";
import { openLiveEncoder } from "./live-encoder.ts";
import { openTogether } from "./open-together.ts";
import { publishAnswer } from "./publish-answer.ts";
import { sensorFlow, type AnsweredFrame } from "./sensor-flow.ts";
import { createSensorMeter, type SensorMeter } from "./sensor-meter.ts";
import { learnerOptions, type SensorPlan } from "./sensor-plan.ts";
import type { SurpriseThread } from "./surprise/surprise-thread.ts";
import {
  surprisedEncoder,
  unsurprised,
  type SurprisedEncoder,
} from "./surprise/surprised-encoder.ts";

/** One sensor's parts while the pipeline runs. */
export interface Station {
  readonly meter: SensorMeter;
  readonly encoder: SurprisedEncoder;
  /** Answers and publishes every frame until `stop$` or the last of them. */
  flow(options: FlowOptions): Promise<void>;
  close(): Promise<void>;
}

interface FlowOptions {
  readonly messages: Observable<IncomingMessage>;
  readonly stop$: Observable<unknown>;
  readonly publisher: Publisher;
  readonly offer: (sample: Sample) => boolean;
  /** Told of a frame and what was published of it. */
  readonly onAnswered: (frame: AnsweredFrame, features: FeatureMessage) => void;
  readonly onInferenceFailure: (error: unknown) => void;
}

/** Opens one sensor's decoding thread and first encoder. @throws AppError DECODE_…, ENGINE_… */
export async function openStation(options: {
  readonly config: Config;
  readonly sensor: string;
  readonly plan: SensorPlan;
  readonly engine: Engine;
  /** An engine that takes longer to open an encoder and answers faster. */
  readonly accelerator?: Engine | undefined;
  readonly onAcceleration: (event: Acceleration) => void;
  /** The encoder that answers until a better one is promoted. */
  readonly encoder: Promise<SensorEncoder>;
  readonly heads: Pick<LiveHeads, "outputs">;
  /** Judges frames by their prediction; absent where nobody asks how surprising they are. */
  readonly surprise?: Pick<SurpriseThread, "open"> | undefined;
  readonly clock: Clock;
  readonly log: Logger;
}): Promise<Station> {
  const { config, sensor, plan, engine, heads, clock } = options;
  const { threads, queueMs } = config.infer;
  const { maxFrameBytes, rateHz, faults } = config.sensors[sensor]!;
  const injector = faults && createFaultInjector(faults, { sensor, clock });
  const [sampler, encoder] = (await openTogether<SamplerThread | SurprisedEncoder>([
    openSamplerThread(plan.sampler),
    options.encoder.then(async (first) => {
      const opened = await openLiveEncoder({ engine, threads, encoder: first });
      const { accelerator, onAcceleration, log } = options;
      const plain =
        accelerator === undefined
          ? opened
          : acceleratedEncoder({
              plain: opened,
              first,
              open: (encoder) => openLiveEncoder({ engine: accelerator, threads, encoder }),
              tell: onAcceleration,
              now: () => clock.monotonicMs(),
            });
      const { timing } = learnerOptions(config, plan).draw;
      const { surprise } = options;
      if (!surprise) return unsurprised(plain);
      const packed = first.foresight;
      const judge = packed
        ? await surprise.open(sensor, { packed, timing }).catch((error: unknown) => {
            log.warn(`${sensor}: ${error instanceof Error ? error.message : String(error)}`);
            return undefined;
          })
        : undefined;
      return surprisedEncoder({ ...{ plain, first, judge, sensor, log }, seed: config.seed });
    }),
  ])) as [SamplerThread, SurprisedEncoder];
  const meter = createSensorMeter({
    clock,
    engine: engine.name,
    provider: engine.provider,
    objectives: plan.learner.objectives.map((o) => o.name),
    batch: plan.learner.batch,
    rateHz,
    faults: injector?.counts,
  });
  meter.serving(encoder);
  const grace = createGrace(clock, config.learn.contract.graceS);
  return {
    meter,
    encoder,
    flow: ({ messages, stop$, publisher, offer, onAnswered, onInferenceFailure }) =>
      sensorFlow(
        {
          sensor,
          messages: injector ? messages.pipe(injector.inject) : messages,
          sampler,
          encoder,
          counter: meter.frames,
          watch: meter.stream,
          clock,
          queueMs,
          maxFrameBytes,
          onSample: offer,
          onInferenceFailure,
        },
        stop$,
      ).forEach((frame) => {
        const said = heads.outputs(sensor, frame.answer);
        onAnswered(frame, publishAnswer(frame, { publisher, meter, clock, grace, heads: said }));
      }),
    close: async () => {
      await Promise.all([encoder.close(), sampler.close()]);
    },
  };
}
