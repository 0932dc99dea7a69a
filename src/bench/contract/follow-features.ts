import { createCleanup } from "../../app/cleanup.ts";
import { openBatchEncoder } from "../../app/encode-samples.ts";
import { openSource } from "../../app/open-source.ts";
import { readAllSamples } from "../../app/read-all-samples.ts";
import { learnerOptions, planSensor } from "../../app/sensor-plan.ts";
import { systemClock } from "../../core/clock.ts";
import { fail } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import type { Matrix } from "../../core/matrix.ts";
import { createSampler } from "../../decode/sample-pipeline.ts";
import { alignLabels } from "../../evaluate/align-labels.ts";
import {
  bringUnderContract,
  type ContractStanding,
  type FeatureContract,
} from "../../learn/contract/feature-contract.ts";
import { applyMap } from "../../learn/contract/linear-map.ts";
import { openLearner } from "../../learn/learner.ts";
import { streamFor } from "../../recording/stream-for.ts";
import { chooseEngine } from "../../runtime/choose-engine.ts";
import type { Drive } from "./drives.ts";

/** Features of every frame of a drive by each of its promoted encoders. */
export interface FollowedFeatures {
  readonly stampsNs: BigInt64Array;
  /** [n]; NaN where a frame has none. */
  readonly labels: Float64Array;
  readonly promotions: readonly {
    readonly step: number;
    readonly standing: ContractStanding;
    /** As a consumer gets them, and as they would be without a contract: [n, D]. */
    readonly aligned: Matrix;
    readonly unaligned: Matrix;
  }[];
}

/** Frames that a learner has before its first step. */
const framesAtStart = 200;
/** Part of the drive that is trained on; the rest is new to every encoder. */
export const trainedPart = 0.7;
const labelToleranceMs = 100;

/**
 * Trains on the first part of a drive in the order of time, each frame once, as a robot meets them; promotes
 * after every `drive.steps` steps, whatever the health gate would say, and answers the whole drive each time.
 *
 * @throws AppError RECORDING_…, LABEL_UNKNOWN, ENGINE_…; INTERRUPTED by `signal`
 */
export async function followFeatures(
  drive: Drive,
  options: { readonly promotions: number; readonly signal: AbortSignal; readonly log: Logger },
): Promise<FollowedFeatures> {
  const { config, sensor } = drive;
  const { promotions: count, signal, log } = options;
  const cleanup = createCleanup();
  try {
    const plan = planSensor(config, sensor);
    const recording = await openSource(drive.recording);
    cleanup.add(() => recording.close());
    const track =
      recording.labels.find(({ name }) => name === drive.label) ??
      fail(
        "LABEL_UNKNOWN",
        drive.label,
        recording.path,
        recording.labels.map((t) => t.name),
      );
    const stream = streamFor(recording, { sensor, modality: plan.learner.modality });
    const sampler = createSampler({ ...plan.sampler, encoding: stream.encoding });
    const samples = await readAllSamples({
      ...{ recording, stream, sampler, sensor, log },
      clock: systemClock,
      onProgress: () => {
        if (signal.aborted) fail("INTERRUPTED", "the bench");
      },
    });
    const stampsNs = BigInt64Array.from(samples, (s) => s.stampNs);
    const labels = alignLabels({ stampsNs, track, toleranceMs: labelToleranceMs });
    const { engine } = await chooseEngine(config.engine);
    cleanup.add(() => engine.close());
    const learner = await openLearner({ ...learnerOptions(config, plan), niceness: 0, engine });
    cleanup.add(() => learner.close());
    const trained = Math.round(trainedPart * samples.length);
    let fed = 0;
    const feed = (part: number): void => {
      const until = Math.max(framesAtStart, Math.round(trained * part));
      while (fed < Math.min(until, trained)) learner.offer(samples[fed++]!);
    };
    const promotions: FollowedFeatures["promotions"][number][] = [];
    let contract: FeatureContract | undefined;
    for (let promotion = 1; promotion <= count; promotion++) {
      while (learner.step < promotion * drive.steps) {
        if (signal.aborted) fail("INTERRUPTED", "the bench");
        feed(learner.step / (count * drive.steps));
        const reports = await learner.train();
        if (reports.length === 0) fail("TRAINING_NO_CLIPS", sensor, fed, config.learn.batch);
      }
      const { contract: contractOptions } = config.learn;
      const brought = await bringUnderContract({
        nowMs: 0,
        contract,
        fresh: learner.spreadSamples(contractOptions.anchors),
        encode: (some) => learner.features(some),
        channels: learner.grid.channels,
        options: contractOptions,
      });
      if (!brought) fail("TRAINING_NO_CLIPS", sensor, fed, config.learn.batch);
      contract = brought.contract;
      const encoder = await openBatchEncoder({
        ...{ engine, spec: plan.learner, threads: config.learn.threads },
        state: await learner.state(),
      });
      const unaligned = await encoder.encode(samples).finally(() => encoder.close());
      const aligned = applyMap(brought.map, unaligned);
      promotions.push({ step: learner.step, standing: brought.standing, aligned, unaligned });
      const { residual, drift, version } = brought.standing;
      log.info(
        `${drive.name}: promotion ${promotion} at step ${learner.step}: contract ${version}, residual ${residual.toFixed(3)}, drift ${drift.toFixed(3)}`,
      );
    }
    return { stampsNs, labels, promotions };
  } finally {
    await cleanup.run();
  }
}
