import { noPhotometry, noShift } from "../learn/batch/augment.ts";
import { writeInput } from "../learn/batch/write-input.ts";
import type { LearnerSpec } from "../learn/learner-spec.ts";
import type { Sample } from "../frames/sample.ts";
import type { Engine, NamedTensors } from "../runtime/engine.ts";
import { compileSaliency } from "./compile-saliency.ts";
import { emptyFrame } from "./empty-frame.ts";
import { coverPatches, patchGrid, sumPatches, type PatchGrid } from "./patches.ts";
import type { ExplainTarget } from "./target-value.ts";

/** Frames of one run: the steps of a path, or covered copies. */
const batch = 16;

/** Where an answer comes from. All parts add up to answer − answerOfNothing, but for the steps of the path. */
export interface Attribution {
  readonly answer: number;
  /** What the same target says of an empty frame. */
  readonly answerOfNothing: number;
  /** [H, W, 3]: what each number of the input added, in the answer's unit. */
  readonly parts: Float32Array;
  /** The same summed over patches. */
  readonly patches: Float64Array;
}

/** One target's saliency on the frames of one sensor. */
export interface Saliency {
  readonly grid: PatchGrid;
  /**
   * Gradients with respect to the input, averaged along the straight way from an empty frame to this one,
   * times the difference of the two.
   *
   * @see Sundararajan et al. 2017, Axiomatic attribution for deep networks, eq. 1 and 3
   */
  attribute(sample: Sample): Promise<Attribution>;
  /** answer − answer with the patch covered, for each patch: what gradients are checked by. */
  occlude(sample: Sample): Promise<Float64Array>;
  /** The answers with each set of patches covered. */
  cover(sample: Sample, sets: readonly ReadonlySet<number>[]): Promise<readonly number[]>;
  close(): Promise<void>;
}

/** Opens the target on an encoder's weights. @throws AppError ENGINE_OPEN_FAILED */
export async function openSaliency(options: {
  readonly engine: Engine;
  readonly spec: LearnerSpec;
  readonly state: NamedTensors;
  readonly target: ExplainTarget;
  readonly threads: number;
}): Promise<Saliency> {
  const { engine, spec, threads } = options;
  const { model, input, outputs } = compileSaliency(spec, { ...options, batch });
  const session = await engine.openInference({ model, inputs: [input], outputs, threads });
  const grid = patchGrid(spec.height, spec.width);
  const size = input.shape.reduce((a, b) => a * b, 1) / batch;

  const run = async (frames: readonly Float32Array[]) => {
    const data = new Float32Array(batch * size);
    frames.forEach((frame, i) => {
      data.set(frame, i * size);
    });
    const { answer, gradient } = await session.run({ frame: { ...input, data } });
    return { answers: answer!.data as Float32Array, gradients: gradient!.data as Float32Array };
  };
  const answersOf = async (frames: readonly Float32Array[]): Promise<readonly number[]> => {
    const answers: number[] = [];
    for (let start = 0; start < frames.length; start += batch) {
      const part = frames.slice(start, start + batch);
      const said = await run(part);
      answers.push(...said.answers.subarray(0, part.length));
    }
    return answers;
  };
  const inputOf = (sample: Sample): { frame: Float32Array; empty: Float32Array } => {
    const frame = new Float32Array(size);
    writeInput(sample, noPhotometry, noShift, frame, 0);
    return { frame, empty: emptyFrame(spec.modality, frame) };
  };
  const cover: Saliency["cover"] = (sample, sets) => {
    const { frame, empty } = inputOf(sample);
    return answersOf(sets.map((patches) => coverPatches(grid, frame, empty, patches)));
  };

  return {
    grid,
    attribute: async (sample) => {
      const { frame, empty } = inputOf(sample);
      // The middles of `batch` equal steps.
      const path = Array.from({ length: batch }, (_, i) => {
        const part = (i + 0.5) / batch;
        return frame.map((value, k) => empty[k]! + part * (value - empty[k]!));
      });
      const { gradients } = await run(path);
      const parts = new Float32Array(size);
      for (let i = 0; i < gradients.length; i++) parts[i % size]! += gradients[i]! / batch;
      for (let k = 0; k < size; k++) parts[k]! *= frame[k]! - empty[k]!;
      const [answer, answerOfNothing] = await answersOf([frame, empty]);
      const patches = sumPatches(grid, parts);
      return { answer: answer!, answerOfNothing: answerOfNothing!, parts, patches };
    },
    occlude: async (sample) => {
      const each = Array.from({ length: grid.rows * grid.columns }, (_, patch) => new Set([patch]));
      const [answer, ...covered] = await cover(sample, [new Set<number>(), ...each]);
      return Float64Array.from(covered, (value) => answer! - value);
    },
    cover,
    close: () => session.close(),
  };
}
