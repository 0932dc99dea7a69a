import { setTimeout as sleep } from "node:timers/promises";
import { initialState } from "../../learn/initial-state.ts";
import { compileStep } from "../../learn/compile-step.ts";
import type { LearnerSpec } from "../../learn/learner-spec.ts";
import { packEncoder } from "../../learn/pack-encoder.ts";
import type { Engine } from "../../runtime/engine.ts";
import type { OwnStep } from "../train-step/own-step.ts";

/** A sensor of 20 Hz: the encoder is idle between two frames, as on a robot. */
const periodMs = 50;
const warmUp = 5;

/** Milliseconds of each answer to `frames` frames, with nothing else going on and with `step` training. */
export async function measureInference(
  engine: Engine,
  spec: LearnerSpec,
  step: OwnStep,
  frames: number,
): Promise<{ readonly idle: readonly number[]; readonly training: readonly number[] }> {
  const { input, output, model } = packEncoder(spec, {
    state: initialState(compileStep(spec).state, 1),
    step: 0,
    batch: 1,
  });
  const session = await engine.openInference({
    model,
    inputs: [input],
    outputs: [output],
    threads: 1,
  });
  const data = new Float32Array(input.shape.reduce((a, b) => a * b, 1)).fill(0.5);
  const answer = async (count: number): Promise<readonly number[]> => {
    const ms: number[] = [];
    for (let i = 0; i < count; i++) {
      const startMs = performance.now();
      await session.run({ [input.name]: { dtype: "float32", shape: input.shape, data } });
      ms.push(performance.now() - startMs);
      await sleep(Math.max(1, periodMs - (performance.now() - startMs)));
    }
    return ms;
  };
  await answer(warmUp);
  const idle = await answer(frames);
  let isOver = false;
  const train = async (): Promise<void> => {
    while (!isOver) await step.run(1);
  };
  const running = train();
  await answer(warmUp);
  const training = await answer(frames);
  isOver = true;
  await running;
  await session.close();
  return { idle, training };
}
