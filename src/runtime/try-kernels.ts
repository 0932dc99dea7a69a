import { fromBlocks, imageRows, toBlocks } from "../graph/derived/blocked.ts";
import { fusedElementwise } from "../graph/derived/fused-elementwise.ts";
import { fusedGroupNorm, fusedGroupNormGradient } from "../graph/derived/fused-group-norm.ts";
import { constant, input, scalar } from "../graph/leaves.ts";
import { add } from "../graph/ops/add.ts";
import { div } from "../graph/ops/div.ts";
import { layerNormalization } from "../graph/ops/layer-normalization.ts";
import { mul } from "../graph/ops/mul.ts";
import { neg } from "../graph/ops/neg.ts";
import { pad } from "../graph/ops/pad.ts";
import { reduceMean } from "../graph/ops/reduce-mean.ts";
import { reduceSum } from "../graph/ops/reduce-sum.ts";
import { relu } from "../graph/ops/relu.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { sqrt } from "../graph/ops/sqrt.ts";
import { sub } from "../graph/ops/sub.ts";
import { transpose } from "../graph/ops/transpose.ts";
import type { Value } from "../graph/value.ts";
import { agrees } from "./agrees.ts";
import type { Engine } from "./engine.ts";

/*
 * Whether an engine has the addon's own operators (native/ort/kernels): each is computed and compared
 * with what it stands for.
 */

type Opener = Pick<Engine, "openInference">;

/** Every operator of a chain, over vectors and numbers. */
export function triesElementwise(engine: Opener): Promise<boolean> {
  const x = input("x", "float32", [1300]);
  const w = input("w", "float32", [1300]);
  const [half, none] = [scalar(0.5), scalar(0)];
  const [square, root, quotient, chosen, left] = fusedElementwise({
    inputs: [x, w, half, none],
    steps: [
      { op: "Mul", reads: [0, 0] },
      { op: "Sqrt", reads: [4] },
      { op: "Add", reads: [5, 2] },
      { op: "Div", reads: [1, 6] },
      { op: "Neg", reads: [7] },
      { op: "Sub", reads: [8, 0] },
      { op: "Where", reads: [2, 9, 1] },
      { op: "Where", reads: [3, 9, 1] },
    ],
    results: [0, 1, 3, 6, 7],
  });
  const plainSquare = mul(x, x);
  const plainRoot = sqrt(plainSquare);
  const plainQuotient = div(w, add(plainRoot, half));
  return agrees(engine, { x, w }, [
    [square!, plainSquare],
    [root!, plainRoot],
    [quotient!, plainQuotient],
    [chosen!, sub(neg(plainQuotient), x)],
    [left!, w],
  ]);
}

/** Against the same on plain tensors; groups that lie across blocks, and images in blocks. */
export function triesBlockedKernels(engine: Opener, block: number): Promise<boolean> {
  const [channels, groups] = [3 * block, 2];
  const x = input("x", "float32", [block, channels, 2, 3]);
  const residual = input("residual", "float32", x.shape);
  const scale = input("scale", "float32", [channels, 1, 1]);
  const shift = input("shift", "float32", [channels, 1, 1]);
  const layerOf = (wrap: (value: Value) => Value, own?: number): readonly Value[] => {
    const [inner, added] = [wrap(x), wrap(residual)];
    const options = { scale, groups, epsilon: 1e-5, isRelu: true, block: own };
    const forward = fusedGroupNorm({ ...options, x: inner, shift, residual: added });
    const gradient = { ...options, ...forward, dY: forward.y, x: inner, wantsResidual: true };
    const { dX, dScale, dShift, dResidual } = fusedGroupNormGradient(gradient);
    return [forward.y, dX, dScale, dShift, ...(dResidual ? [dResidual] : [])];
  };
  const plain = layerOf((value) => value);
  const own = layerOf((value) => toBlocks(value, block), block);
  const outside = own.map((value) =>
    value.shape.length === 4 ? fromBlocks(value, channels) : value,
  );
  const turned = imageRows(toBlocks(x, block), { block, left: 1, right: 2 });
  const rows = reshape(transpose(x, [0, 2, 1, 3]), [1, block, 2 * channels, 3]);
  return agrees(engine, { x, residual, scale, shift }, [
    ...plain.map((value, i) => [outside[i]!, value] as const),
    [fromBlocks(turned, block), pad(rows, { before: [0, 0, 0, 1], after: [0, 0, 0, 2] })],
  ]);
}

/** With a residual and a relu: what comes out is fed back as the gradient that arrives. */
export function triesGroupNorm(engine: Opener): Promise<boolean> {
  const [batch, channels, groups, places] = [2, 6, 2, 35];
  const epsilon = 1e-5;
  const x = input("x", "float32", [batch, channels, 5, 7]);
  const residual = input("residual", "float32", x.shape);
  const scale = input("scale", "float32", [channels, 1, 1]);
  const shift = input("shift", "float32", [channels, 1, 1]);
  const own = fusedGroupNorm({ x, scale, shift, residual, groups, epsilon, isRelu: true });
  const options = { ...own, dY: own.y, x, scale, groups, wantsResidual: true };
  const { dX, dScale, dShift, dResidual } = fusedGroupNormGradient(options);

  const rows = [batch, groups, (channels / groups) * places];
  const ones = constant(rows.slice(2), 1, "float32");
  const normal = layerNormalization(reshape(x, rows), ones, undefined, { axis: 2, epsilon });
  const xHat = reshape(normal.y, x.shape);
  const y = relu(add(add(mul(xHat, scale), shift), residual));
  const g = reshape(mul(y, scale), rows);
  const mean = (value: typeof g): typeof g => reduceMean(value, [2], true);
  const centred = sub(sub(g, mean(g)), mul(normal.y, mean(mul(g, normal.y))));
  return agrees(engine, { x, residual, scale, shift }, [
    [own.y, y],
    [dX, reshape(mul(centred, normal.invStdDev), x.shape)],
    [dResidual ?? scalar(NaN), y],
    [dScale, reduceSum(mul(y, xHat), [0, 2, 3])],
    [dShift, reduceSum(y, [0, 2, 3])],
  ]);
}
