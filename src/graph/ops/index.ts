import { defineRegistry } from "../../core/registry.ts";
import { absOp } from "./abs.ts";
import { addOp } from "./add.ts";
import { andOp } from "./and.ts";
import { averagePoolOp } from "./average-pool.ts";
import { castOp } from "./cast.ts";
import { ceilOp } from "./ceil.ts";
import { clipOp } from "./clip.ts";
import { concatOp } from "./concat.ts";
import { convTransposeOp } from "./conv-transpose.ts";
import { convOp } from "./conv.ts";
import { cosOp } from "./cos.ts";
import { depthToSpaceOp } from "./depth-to-space.ts";
import { dequantizeLinearOp } from "./dequantize-linear.ts";
import { divOp } from "./div.ts";
import { equalOp } from "./equal.ts";
import { erfOp } from "./erf.ts";
import { expOp } from "./exp.ts";
import { expandOp } from "./expand.ts";
import { floorOp } from "./floor.ts";
import { gatherElementsOp } from "./gather-elements.ts";
import { gatherOp } from "./gather.ts";
import { gemmOp } from "./gemm.ts";
import { globalAveragePoolOp } from "./global-average-pool.ts";
import { greaterOp } from "./greater.ts";
import { hardSigmoidOp } from "./hard-sigmoid.ts";
import { identityOp } from "./identity.ts";
import { isInfOp } from "./is-inf.ts";
import { isNaNOp } from "./is-nan.ts";
import { layerNormalizationOp } from "./layer-normalization.ts";
import { leakyReluOp } from "./leaky-relu.ts";
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
import { quantizeLinearOp } from "./quantize-linear.ts";
import { reciprocalOp } from "./reciprocal.ts";
import { reduceMaxOp } from "./reduce-max.ts";
import { reduceMeanOp } from "./reduce-mean.ts";
import { reduceMinOp } from "./reduce-min.ts";
import { reduceSumOp } from "./reduce-sum.ts";
import { reluOp } from "./relu.ts";
import { reshapeAtRunTimeOp } from "./reshape-at-run-time.ts";
import { reshapeOp } from "./reshape.ts";
import { resizeOp } from "./resize.ts";
import { roundOp } from "./round.ts";
import { scatterElementsOp } from "./scatter-elements.ts";
import { sigmoidOp } from "./sigmoid.ts";
import { signOp } from "./sign.ts";
import { sinOp } from "./sin.ts";
import { sliceOp } from "./slice.ts";
import { softmaxOp } from "./softmax.ts";
import { softplusOp } from "./softplus.ts";
import { splitOp } from "./split.ts";
import { sqrtOp } from "./sqrt.ts";
import { squeezeOp } from "./squeeze.ts";
import { stopGradientOp } from "./stop-gradient.ts";
import { subOp } from "./sub.ts";
import { tanhOp } from "./tanh.ts";
import { topKOp } from "./top-k.ts";
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
  ceilOp,
  clipOp,
  concatOp,
  convTransposeOp,
  convOp,
  cosOp,
  depthToSpaceOp,
  dequantizeLinearOp,
  divOp,
  equalOp,
  erfOp,
  expOp,
  expandOp,
  floorOp,
  gatherElementsOp,
  gatherOp,
  gemmOp,
  globalAveragePoolOp,
  greaterOp,
  hardSigmoidOp,
  identityOp,
  isInfOp,
  isNaNOp,
  layerNormalizationOp,
  leakyReluOp,
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
  quantizeLinearOp,
  reciprocalOp,
  reduceMaxOp,
  reduceMeanOp,
  reduceMinOp,
  reduceSumOp,
  reluOp,
  reshapeAtRunTimeOp,
  reshapeOp,
  resizeOp,
  roundOp,
  scatterElementsOp,
  sigmoidOp,
  signOp,
  sinOp,
  sliceOp,
  softmaxOp,
  softplusOp,
  splitOp,
  sqrtOp,
  squeezeOp,
  stopGradientOp,
  subOp,
  tanhOp,
  topKOp,
  transposeOp,
  unsqueezeOp,
  whereOp,
]);
