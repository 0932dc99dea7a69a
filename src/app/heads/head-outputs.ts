import { answerHead } from "../../heads/answer-head.ts";
import type { ServingHead } from "../../heads/refit-head.ts";
import type { HeadOutput } from "../../publish/head-output.ts";

/** What the heads say of one feature vector; one that does not come to a finite number is left out. */
export function headOutputs(
  heads: readonly ServingHead[],
  features: ArrayLike<number>,
): readonly HeadOutput[] {
  return heads
    .map(({ name, model, origin }): HeadOutput => {
      const { value, stddev, probabilities } = answerHead(model, features);
      const classes = model.classes?.map((label, i) => ({
        label,
        probability: probabilities![i]!,
      }));
      return { name, value, stddev, origin, ...(classes && { classes }) };
    })
    .filter(({ value, stddev = 0 }) => Number.isFinite(value) && Number.isFinite(stddev));
}
