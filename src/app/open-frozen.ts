import type { Config } from "../config/config.ts";
import type { Clock } from "../core/clock.ts";
import { fail } from "../core/errors.ts";
import type { Logger } from "../core/log.ts";
import type { Matrix } from "../core/matrix.ts";
import { createSampler } from "../decode/sample-pipeline.ts";
import type { Sample } from "../frames/sample.ts";
import type { HeadBinding } from "../heads/head.ts";
import type { Recording } from "../recording/recording.ts";
import { streamFor } from "../recording/stream-for.ts";
import { chooseEngine } from "../runtime/choose-engine.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { createCleanup, type Cleanup } from "./cleanup.ts";
import { openBatchEncoder } from "./encode-samples.ts";
import { hearSamples } from "./hear-samples.ts";
import { openSource } from "./open-source.ts";
import { readAllSamples } from "./read-all-samples.ts";
import { planSensor, type SensorPlan } from "./sensor-plan.ts";
import { readTrainedEncoder } from "./trained-encoder.ts";

interface EncoderOptions {
  readonly checkpoint: string;
  readonly sensor: string;
  readonly signal: AbortSignal;
  readonly clock: Clock;
  readonly log: Logger;
  readonly onProgress: (sentence: string) => void;
}

export interface FrozenOptions extends EncoderOptions {
  readonly recording: string;
  readonly stream?: string | undefined;
}

export interface LiveOptions extends EncoderOptions {
  /** How long to listen. */
  readonly liveS: number;
}

/** A trained encoder beside frames of its sensor. */
export interface Frozen {
  readonly config: Config;
  readonly plan: SensorPlan;
  readonly state: NamedTensors;
  readonly binding: HeadBinding;
  readonly samples: readonly Sample[];
  readonly stampsNs: BigInt64Array;
  readonly engine: Engine;
  /** Published vectors of any frames of the sensor, one row each, by `state`'s encoder or by `other`'s. */
  encode(samples: readonly Sample[], other?: NamedTensors): Promise<Matrix>;
  /** Tells how far it is. @throws AppError INTERRUPTED once the signal has come */
  readonly goOn: (sentence: string) => void;
  close(): Promise<void>;
}

/** What frames are read with. */
interface ReadingParts {
  readonly config: Config;
  readonly plan: SensorPlan;
  readonly cleanup: Cleanup;
  readonly goOn: Frozen["goOn"];
}

/**
 * Opens a checkpoint's encoder and reads the recording's frames as it sees them.
 * @throws AppError RECORDING_…, CHECKPOINT_…, SENSOR_UNKNOWN, ENGINE_…; INTERRUPTED by the signal
 */
export function openFrozen(
  options: FrozenOptions,
): Promise<Frozen & { readonly recording: Recording }> {
  const { sensor, clock, log } = options;
  return openBeside(options, async ({ plan, cleanup, goOn }) => {
    const recording = await openSource(options.recording);
    cleanup.add(() => recording.close());
    const { modality } = plan.learner;
    const stream = streamFor(recording, { sensor, modality, stream: options.stream });
    const sampler = createSampler({ ...plan.sampler, encoding: stream.encoding });
    const reading = { recording, stream, sampler, sensor, clock, log };
    const samples = await readAllSamples({ ...reading, onProgress: goOn });
    if (samples.length === 0) fail("RECORDING_INVALID", recording.path, "no frame decodes");
    return { recording, samples };
  });
}

/**
 * Opens a checkpoint's encoder and listens to the sensor where the configuration in the checkpoint says it is.
 * @throws AppError SENSOR_SILENT, CHECKPOINT_…, TRANSPORT_…, ENGINE_…; INTERRUPTED by the signal
 */
export function openLiveFrozen(options: LiveOptions): Promise<Frozen> {
  const { sensor, liveS, clock } = options;
  return openBeside(options, async ({ config, plan, goOn }) => {
    const sampler = createSampler(plan.sampler);
    return {
      samples: await hearSamples({ config, sensor, sampler, seconds: liveS, clock, goOn }),
    };
  });
}

async function openBeside<T extends { readonly samples: readonly Sample[] }>(
  options: EncoderOptions,
  read: (parts: ReadingParts) => Promise<T>,
): Promise<Frozen & T> {
  const { sensor, signal } = options;
  const goOn = (sentence: string): void => {
    if (signal.aborted) fail("INTERRUPTED", "the reading");
    options.onProgress(sentence);
  };
  const cleanup = createCleanup();
  try {
    const { config, state, binding } = await readTrainedEncoder(options.checkpoint, sensor);
    const plan = planSensor(config, sensor);
    const found = await read({ config, plan, cleanup, goOn });
    const { engine } = await chooseEngine(config.engine);
    cleanup.add(() => engine.close());
    return {
      ...found,
      ...{ config, plan, state, binding, engine, goOn },
      stampsNs: BigInt64Array.from(found.samples, (sample) => sample.stampNs),
      encode: async (wanted, other = state) => {
        const { threads } = config.learn;
        const spec = plan.learner;
        const encoder = await openBatchEncoder({ engine, spec, state: other, threads });
        try {
          return await encoder.encode(wanted);
        } finally {
          await encoder.close();
        }
      },
      close: () => cleanup.run(),
    };
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}
