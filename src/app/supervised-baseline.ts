import { randomFor } from "../core/random.ts";
import { r2Score } from "../evaluate/r2-score.ts";
import type { Sample } from "../frames/sample.ts";
import { toOnnx } from "../graph/serialise.ts";
import {
  drawPhotometry,
  drawShift,
  noPhotometry,
  noShift,
  type AugmentOptions,
} from "../learn/batch/augment.ts";
import { inputSize, writeInput } from "../learn/batch/write-input.ts";
import { compileSupervised } from "../learn/compile-supervised.ts";
import { initialState } from "../learn/initial-state.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";
import { modelChannels } from "../learn/model-input.ts";
import { scheduleAt, scheduledNames } from "../optim/schedule.ts";
import type { Engine, HostTensor, TensorSpec } from "../runtime/engine.ts";

export interface SupervisedOptions {
  readonly engine: Engine;
  readonly spec: LearnerSpec;
  readonly augment: AugmentOptions;
  readonly samples: readonly Sample[];
  /** One label a sample; NaN = none. */
  readonly labels: Float64Array;
  readonly fit: readonly number[];
  readonly test: readonly number[];
  readonly seed: number;
  readonly threads: number;
  readonly steps: number;
  readonly signal: AbortSignal;
}

/** Fewer teach a network nothing but themselves. */
const fewestLabels = 10;

/**
 * r² on the test rows of the same encoder trained end to end on the fit rows' labels: what the
 * labels alone would have given. Undefined when there are too few, or when interrupted.
 */
export async function supervisedR2(options: SupervisedOptions): Promise<number | undefined> {
  const { engine, spec, augment, samples, labels, seed, threads, signal } = options;
  const fit = options.fit.filter((row) => Number.isFinite(labels[row]));
  const test = options.test.filter((row) => Number.isFinite(labels[row]));
  if (fit.length < fewestLabels || test.length < 2) return undefined;
  const { mean, deviation } = momentsOf(fit.map((row) => labels[row]!));
  if (deviation === 0) return undefined;

  const compiled = compileSupervised(spec);
  const frameShape = [spec.batch, spec.height, spec.width, modelChannels];
  const frame = tensor("frame", frameShape);
  const session = await engine.openTraining({
    step: {
      model: toOnnx(compiled.step),
      state: [
        ...compiled.state.map(({ name, next, shape }) => ({ ...tensor(name, shape), next })),
        ...compiled.constants.map(({ name, shape }) => tensor(name, shape)),
      ],
      inputs: [
        frame,
        tensor("label", [spec.batch]),
        ...scheduledNames.map((name) => tensor(name, [])),
      ],
      outputs: [tensor("loss", [])],
    },
    initialState: initialState([...compiled.state, ...compiled.constants], seed),
    reads: {
      predict: {
        model: toOnnx(compiled.predict),
        reads: compiled.predict.inputs
          .map((value) => compiled.predict.names.get(value)!)
          .filter((name) => name !== "frame"),
        inputs: [frame],
        outputs: [tensor("predicted", [spec.batch])],
      },
    },
    threads,
    niceness: 0,
  });
  try {
    for (let step = 1; step <= options.steps; step++) {
      if (signal.aborted) return undefined;
      const random = randomFor(seed, "supervised", step);
      const rows = Array.from({ length: spec.batch }, () => fit[random.integer(fit.length)]!);
      const data = new Float32Array(frameShape.reduce((a, b) => a * b, 1));
      rows.forEach((row, i) => {
        const photometry = drawPhotometry(augment, random);
        const shift = drawShift(augment, random);
        const sample = samples[row]!;
        writeInput(sample, photometry, shift, data, i * inputSize(sample));
      });
      const wanted = Float32Array.from(rows, (row) => (labels[row]! - mean) / deviation);
      const at = scheduleAt(compiled.schedule, { step });
      await session.step(
        {
          frame: { dtype: "float32", shape: frameShape, data },
          label: { dtype: "float32", shape: [spec.batch], data: wanted },
          ...Object.fromEntries(scheduledNames.map((name) => [name, scalar(at[name])])),
        },
        ["loss"],
      );
    }
    const predicted = new Float64Array(test.length);
    for (let start = 0; start < test.length; start += spec.batch) {
      const rows = test.slice(start, start + spec.batch);
      const data = new Float32Array(frameShape.reduce((a, b) => a * b, 1));
      rows.forEach((row, i) => {
        const sample = samples[row]!;
        writeInput(sample, noPhotometry, noShift, data, i * inputSize(sample));
      });
      const { outputs } = await session.read(
        "predict",
        { frame: { dtype: "float32", shape: frameShape, data } },
        ["predicted"],
      );
      const values = outputs["predicted"]!.data as Float32Array;
      rows.forEach((_, i) => (predicted[start + i] = values[i]! * deviation + mean));
    }
    return r2Score(
      Float64Array.from(test, (row) => labels[row]!),
      predicted,
    );
  } finally {
    await session.close();
  }
}

function momentsOf(values: readonly number[]): { mean: number; deviation: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const variance = values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length;
  return { mean, deviation: Math.sqrt(variance) };
}

function tensor(name: string, shape: readonly number[]): TensorSpec {
  return { name, dtype: "float32", shape };
}

function scalar(value: number): HostTensor {
  return { dtype: "float32", shape: [], data: Float32Array.of(value) };
}
