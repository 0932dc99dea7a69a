import { l2Normalize } from "../graph/derived/l2-normalize.ts";
import { logSumExp } from "../graph/derived/log-sum-exp.ts";
import { scale } from "../graph/derived/scale.ts";
import { constant } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { concat } from "../graph/ops/concat.ts";
import { matMul } from "../graph/ops/mat-mul.ts";
import { mul } from "../graph/ops/mul.ts";
import { relu } from "../graph/ops/relu.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { slice } from "../graph/ops/slice.ts";
import { sub } from "../graph/ops/sub.ts";
import type { Value } from "../graph/value.ts";
import type { DenseLayer, HeadModel } from "../heads/head.ts";

/** What is explained: one number for each feature vector. */
export type ExplainTarget =
  /** A head's value; of classes the log-odds of one of them. */
  | { readonly kind: "head"; readonly model: HeadModel; readonly classIndex: number }
  /** The cosine between the standardised vector and a direction, e.g. the mean of its nearest neighbours. */
  | {
      readonly kind: "likeness";
      readonly centre: Float64Array;
      /** One over the deviation; 0 leaves a column out. */
      readonly scale: Float64Array;
      /** Of length 1, in standardised columns. */
      readonly direction: Float64Array;
    };

/** The target as graph. Shapes: features [B, D]; returns [B]. */
export function targetValue(target: ExplainTarget, features: Value): Value {
  const [batch, dimension] = features.shape as readonly [number, number];
  if (target.kind === "likeness") {
    const centred = sub(features, constant([1, dimension], target.centre));
    const standardised = mul(centred, constant([1, dimension], target.scale));
    const direction = constant([dimension, 1], target.direction);
    return reshape(matMul(l2Normalize(standardised), direction), [batch]);
  }
  const { members, classes } = target.model;
  const answers = members.map((layers) => perceptron(layers, features));
  const mean = scale(answers.reduce(add), 1 / members.length);
  if (!classes) return reshape(mean, [batch]);
  const column = (from: number, to: number): Value =>
    slice(mean, { starts: [from], ends: [to], axes: [1] });
  const { classIndex } = target;
  const rest = [
    ...(classIndex > 0 ? [column(0, classIndex)] : []),
    ...(classIndex + 1 < classes.length ? [column(classIndex + 1, classes.length)] : []),
  ];
  const others = logSumExp(rest.length > 1 ? concat(rest, 1) : rest[0]!, 1);
  return sub(reshape(column(classIndex, classIndex + 1), [batch]), others);
}

function perceptron(layers: readonly DenseLayer[], features: Value): Value {
  return layers.reduce(
    (x, { inputs, outputs, weights, bias }, i) =>
      add(
        matMul(i === 0 ? x : relu(x), constant([inputs, outputs], weights)),
        constant([1, outputs], bias),
      ),
    features,
  );
}
