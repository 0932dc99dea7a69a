import { defineRegistry } from "../../core/registry.ts";
import { absOp } from "./abs.ts";
import { addOp } from "./add.ts";
import { andOp } from "./and.ts";
import { averagePoolOp } from "./average-pool.ts";
import { castOp } from "./cast.ts";
import { clipOp } from "./clip.ts";
import { concatOp } from "./concat.ts";
import { convTransposeOp } from "./conv-transpose.ts";
import { convOp } from "./conv.ts";
import { cosOp } from "./cos.ts";
import { depthToSpaceOp } from "./depth-to-space.ts";
import { divOp } from "./div.ts";
import { equalOp } from "./equal.ts";
import { erfOp } from "./erf.ts";
import { expOp } from "./exp.ts";
import { expandOp } from "./expand.ts";
import { gatherOp } from "./gather.ts";
import { gemmOp } from "./gemm.ts";
import { globalAveragePoolOp } from "./global-average-pool.ts";
import { greaterOp } from "./greater.ts";
import { identityOp } from "./identity.ts";
import { isInfOp } from "./is-inf.ts";
import { isNaNOp } from "./is-nan.ts";
import { layerNormalizationOp } from "./layer-normalization.ts";
import { lessOp } from "./less.ts";
import { logSoftmaxOp } from "./log-softmax.ts";
import { logOp } from "./log.ts";
import { matMulOp } from "./mat-mul.ts";
import { maxPoolOp } from "./max-pool.ts";
import { maxOp } from "./max.ts";
import { minOp } from "./min.ts";
import { mulOp } from "./mul.ts";
import { negOp } from "./neg.ts";
import { notOp } from "./not.ts";
import { orOp } from "./or.ts";
import { padOp } from "./pad.ts";
import { powOp } from "./pow.ts";
import { reciprocalOp } from "./reciprocal.ts";
import { reduceMaxOp } from "./reduce-max.ts";
import { reduceMeanOp } from "./reduce-mean.ts";
import { reduceSumOp } from "./reduce-sum.ts";
import { reluOp } from "./relu.ts";
import { reshapeOp } from "./reshape.ts";
import { resizeNearestOp } from "./resize-nearest.ts";
import { sigmoidOp } from "./sigmoid.ts";
import { signOp } from "./sign.ts";
import { sinOp } from "./sin.ts";
import { sliceOp } from "./slice.ts";
import { softmaxOp } from "./softmax.ts";
import { splitOp } from "./split.ts";
import { sqrtOp } from "./sqrt.ts";
import { squeezeOp } from "./squeeze.ts";
import { stopGradientOp } from "./stop-gradient.ts";
import { subOp } from "./sub.ts";
import { tanhOp } from "./tanh.ts";
import { transposeOp } from "./transpose.ts";
import { unsqueezeOp } from "./unsqueeze.ts";
import { whereOp } from "./where.ts";

/** Every operator that a graph may contain. */
export const ops = defineRegistry("operator", [
  absOp,
  addOp,
  andOp,
  averagePoolOp,
  castOp,
  clipOp,
  concatOp,
  convTransposeOp,
  convOp,
  cosOp,
  depthToSpaceOp,
  divOp,
  equalOp,
  erfOp,
  expOp,
  expandOp,
  gatherOp,
  gemmOp,
  globalAveragePoolOp,
  greaterOp,
  identityOp,
  isInfOp,
  isNaNOp,
  layerNormalizationOp,
  lessOp,
  logSoftmaxOp,
  logOp,
  matMulOp,
  maxPoolOp,
  maxOp,
  minOp,
  mulOp,
  negOp,
  notOp,
  orOp,
  padOp,
  powOp,
  reciprocalOp,
  reduceMaxOp,
  reduceMeanOp,
  reduceSumOp,
  reluOp,
  reshapeOp,
  resizeNearestOp,
  sigmoidOp,
  signOp,
  sinOp,
  sliceOp,
  softmaxOp,
  splitOp,
  sqrtOp,
  squeezeOp,
  stopGradientOp,
  subOp,
  tanhOp,
  transposeOp,
  unsqueezeOp,
  whereOp,
]);
