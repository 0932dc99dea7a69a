import { mul } from "../graph/ops/mul.ts";
import { neg } from "../graph/ops/neg.ts";
import type { Transform } from "./transform.ts";

/** −η·update: what is added to the parameters. η comes from the schedule, step by step. */
export const scaleByLearningRate: Transform = (updates, context) => {
  const rate = neg(context.scheduled("learningRate"));
  return updates.map((update) => mul(update, rate));
};
