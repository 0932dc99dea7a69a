import { fail } from "../../core/errors.ts";
import type { Matrix } from "../../core/matrix.ts";
import { rowOf } from "../../core/matrix.ts";
import { thinEvenly } from "../../evaluate/nearest.ts";
import { fitStandardiser } from "../../evaluate/standardise.ts";
import { checkSaliency, type SaliencyCheck } from "../../explain/check-saliency.ts";
import { correlation } from "../../explain/correlation.ts";
import { openSaliency } from "../../explain/saliency.ts";
import type { ExplainTarget } from "../../explain/target-value.ts";
import type { Sample } from "../../frames/sample.ts";
import { answerHead } from "../../heads/answer-head.ts";
import type { HeadAnswer, HeadModel } from "../../heads/head.ts";
import { readHead } from "../../heads/head-store.ts";
import { serveHead } from "../../heads/refit-head.ts";
import { readMemory } from "../../learn/memory/memory-file.ts";
import {
  openFrozen,
  openLiveFrozen,
  type Frozen,
  type FrozenOptions,
  type LiveOptions,
} from "../open-frozen.ts";
import { drawExplanation } from "./draw-explanation.ts";
import { similarFrames, type SimilarFrame } from "./similar-frames.ts";

/** A frame of a recording, `atS` seconds from its first one; or the newest of a robot that runs. */
export type ExplainOptions = ExplainedOptions &
  ((FrozenOptions & { readonly atS: number; readonly liveS?: undefined }) | LiveOptions);

interface ExplainedOptions {
  /** Explains this head's answer; absent = why the frame resembles those it resembles. */
  readonly head?: string | undefined;
  /** Frames of the recording to check the gradients on; absent = none. */
  readonly check?: number | undefined;
}

export interface Explanation {
  readonly sensor: string;
  readonly stampNs: string;
  /** Seconds since the first frame that was read or heard. */
  readonly atS: number;
  readonly modelVersion: string;
  /** What the head says, and how sure it is; absent without a head. */
  readonly head?: (HeadAnswer & { readonly name: string; readonly origin: string }) | undefined;
  /** The number that is explained, and what it is for an empty frame. */
  readonly answer: number;
  readonly answerOfNothing: number;
  /** Of gradients and occlusion over the patches: near 1 they mark the same. */
  readonly agreement?: number | undefined;
  readonly similar: readonly { readonly stampNs: string; readonly likeness: number }[];
  readonly check?: SaliencyCheck | undefined;
  /** PNG. */
  readonly picture: Uint8Array;
}

/** Frames that the explained one is compared with. */
const mostCandidates = 1024;
const similarShown = 4;

/**
 * Why a frame's features, or a head's answer on them, are what they are: gradients with respect to the input
 * and occlusion as a check on them, the frames that are most alike, and how sure the head is.
 *
 * @throws AppError RECORDING_…, SENSOR_SILENT, CHECKPOINT_…, HEAD_…, ENGINE_…
 */
export async function explain(options: ExplainOptions): Promise<Explanation> {
  const frozen = await (options.liveS === undefined
    ? openFrozen(options)
    : openLiveFrozen(options));
  try {
    const { samples, plan, state, engine, config, binding, stampsNs, goOn } = frozen;
    const isLive = options.liveS !== undefined;
    const sample = isLive ? samples.at(-1)! : samples[nearestTo(stampsNs, options.atS)]!;
    goOn("encoding");
    const candidates = await remembered(options.checkpoint, frozen);
    const features = await frozen.encode(candidates);
    const own = rowOf(await frozen.encode([sample]), 0);
    const similar = similarFrames({ candidates, features, sample, own, count: similarShown });
    const head = options.head === undefined ? undefined : await headOf(options, frozen, own.length);
    const said = head && { ...answerHead(head.model, own), name: head.name, origin: head.origin };
    const target = head
      ? headTarget(head.model, said?.value)
      : likenessTarget(features, similar, candidates.length);

    const { threads } = config.learn;
    const saliency = await openSaliency({ engine, spec: plan.learner, state, target, threads });
    try {
      goOn("gradients and occlusion");
      const attribution = await saliency.attribute(sample);
      const occlusion = await saliency.occlude(sample);
      const agreement = correlation(attribution.patches, occlusion);
      const check =
        options.check === undefined
          ? undefined
          : await checkSaliency(saliency, thinEvenly(samples, options.check), {
              seed: config.seed,
              onFrame: (done) => {
                if (done % 20 === 0) goOn(`checked ${done} frames`);
              },
            });
      const { answer, answerOfNothing } = attribution;
      const atS = Number(sample.stampNs - stampsNs[0]!) / 1e9;
      const { modelVersion } = binding;
      const told = {
        sensor: options.sensor,
        atS,
        modelVersion,
        answer,
        answerOfNothing,
        agreement,
      };
      const picture = await drawExplanation({
        ...{ sample, attribution, occlusion, said, agreement, modelVersion, atS },
        grid: saliency.grid,
        classes: head?.model.classes,
        similar: similar.map((frame) => ({
          ...frame,
          atS: Number(frame.sample.stampNs - stampsNs[0]!) / 1e9,
          said: head && answerHead(head.model, rowOf(features, frame.row)),
        })),
      });
      return {
        ...told,
        stampNs: sample.stampNs.toString(),
        head: said,
        similar: similar.map(({ sample: { stampNs }, likeness }) => ({
          stampNs: stampNs.toString(),
          likeness,
        })),
        check,
        picture,
      };
    } finally {
      await saliency.close();
    }
  } finally {
    await frozen.close();
  }
}

function nearestTo(stampsNs: BigInt64Array, atS: number): number {
  const wanted = stampsNs[0]! + BigInt(Math.round(atS * 1e9));
  const last = stampsNs.at(-1)!;
  if (atS < 0 || wanted > last) {
    const seconds = Number(last - stampsNs[0]!) / 1e9;
    fail("OPTION_INVALID", "--at", `seconds from 0 to ${seconds.toFixed(1)}`, atS);
  }
  const next = stampsNs.findIndex((stamp) => stamp >= wanted);
  if (next === 0) return 0;
  return wanted - stampsNs[next - 1]! < stampsNs[next]! - wanted ? next - 1 : next;
}

/** What the checkpoint's memory holds, where it was written down; else the recording. */
async function remembered(root: string, frozen: Frozen): Promise<readonly Sample[]> {
  const { plan, samples } = frozen;
  const { sensor, height, width } = plan.learner;
  const kept = await readMemory(root, sensor).catch(() => undefined);
  const own = kept?.main.flatMap((segment) => segment.samples) ?? [];
  const fits = own[0]?.layout.height === height && own[0].layout.width === width;
  return thinEvenly(fits ? own : samples, mostCandidates);
}

async function headOf(options: ExplainOptions, frozen: Frozen, dimension: number) {
  const { checkpoint: root, sensor } = options;
  const head = await readHead(root, sensor, options.head!);
  const { binding, config, engine } = frozen;
  const served = await serveHead(head, {
    ...{ root, binding, dimension },
    encode: (samples) => frozen.encode(samples),
    engine: () => Promise.resolve(engine),
    threads: config.learn.threads,
  });
  return (
    served ?? fail("HEAD_INVALID", head.name, `it is of other features than ${dimension} numbers`)
  );
}

function headTarget(model: HeadModel, value = 0): ExplainTarget {
  return { kind: "head", model, classIndex: Math.max(0, model.classes?.indexOf(value) ?? 0) };
}

/** How much a frame is like the mean of those that are most like it. */
function likenessTarget(
  features: Matrix,
  similar: readonly SimilarFrame[],
  rows: number,
): ExplainTarget {
  const { mean, deviation, kept } = fitStandardiser(features, [...Array(rows).keys()]);
  const scale = new Float64Array(mean.length);
  for (const column of kept) scale[column] = 1 / deviation[column]!;
  const direction = new Float64Array(mean.length);
  for (const { row } of similar) {
    rowOf(features, row).forEach((value, c) => {
      direction[c]! += (value - mean[c]!) * scale[c]!;
    });
  }
  const length = Math.sqrt(direction.reduce((sum, value) => sum + value * value, 0));
  return {
    kind: "likeness",
    centre: mean,
    scale,
    direction: direction.map((value) => (length > 0 ? value / length : 0)),
  };
}
