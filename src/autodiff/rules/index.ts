import { defineRegistry } from "../../core/registry.ts";
import { absRule } from "./abs.ts";
import { addRule } from "./add.ts";
import { averagePoolRule } from "./average-pool.ts";
import { castRule } from "./cast.ts";
import { clipRule } from "./clip.ts";
import { concatRule } from "./concat.ts";
import { convTransposeRule } from "./conv-transpose.ts";
import { convRule } from "./conv.ts";
import { cosRule } from "./cos.ts";
import { depthToSpaceRule } from "./depth-to-space.ts";
import { divRule } from "./div.ts";
import { erfRule } from "./erf.ts";
import { expRule } from "./exp.ts";
import { expandRule } from "./expand.ts";
import { gatherElementsRule } from "./gather-elements.ts";
import { gatherRule } from "./gather.ts";
import { gemmRule } from "./gemm.ts";
import { globalAveragePoolRule } from "./global-average-pool.ts";
import { hardSigmoidRule } from "./hard-sigmoid.ts";
import { identityRule } from "./identity.ts";
import { layerNormalizationRule } from "./layer-normalization.ts";
import { leakyReluRule } from "./leaky-relu.ts";
import { logSoftmaxRule } from "./log-softmax.ts";
import { logRule } from "./log.ts";
import { matMulRule } from "./mat-mul.ts";
import { maxPoolRule } from "./max-pool.ts";
import { maxRule } from "./max.ts";
import { minRule } from "./min.ts";
import { mulRule } from "./mul.ts";
import { negRule } from "./neg.ts";
import { padRule } from "./pad.ts";
import { powRule } from "./pow.ts";
import { reciprocalRule } from "./reciprocal.ts";
import { reduceMaxRule } from "./reduce-max.ts";
import { reduceMeanRule } from "./reduce-mean.ts";
import { reduceMinRule } from "./reduce-min.ts";
import { reduceSumRule } from "./reduce-sum.ts";
import { reluRule } from "./relu.ts";
import { reshapeAtRunTimeRule } from "./reshape-at-run-time.ts";
import { reshapeRule } from "./reshape.ts";
import { resizeRule } from "./resize.ts";
import { scatterElementsRule } from "./scatter-elements.ts";
import { sigmoidRule } from "./sigmoid.ts";
import { sinRule } from "./sin.ts";
import { sliceRule } from "./slice.ts";
import { softmaxRule } from "./softmax.ts";
import { softplusRule } from "./softplus.ts";
import { splitRule } from "./split.ts";
import { sqrtRule } from "./sqrt.ts";
import { squeezeRule } from "./squeeze.ts";
import { subRule } from "./sub.ts";
import { tanhRule } from "./tanh.ts";
import { topKRule } from "./top-k.ts";
import { transposeRule } from "./transpose.ts";
import { unsqueezeRule } from "./unsqueeze.ts";
import { whereRule } from "./where.ts";

/** The gradient rules, by the name of their operator. */
export const rules = defineRegistry("gradient rule", [
  absRule,
  addRule,
  averagePoolRule,
  castRule,
  clipRule,
  concatRule,
  convTransposeRule,
  convRule,
  cosRule,
  depthToSpaceRule,
  divRule,
  erfRule,
  expRule,
  expandRule,
  gatherElementsRule,
  gatherRule,
  gemmRule,
  globalAveragePoolRule,
  hardSigmoidRule,
  identityRule,
  layerNormalizationRule,
  leakyReluRule,
  logSoftmaxRule,
  logRule,
  matMulRule,
  maxPoolRule,
  maxRule,
  minRule,
  mulRule,
  negRule,
  padRule,
  powRule,
  reciprocalRule,
  reduceMaxRule,
  reduceMeanRule,
  reduceMinRule,
  reduceSumRule,
  reluRule,
  reshapeAtRunTimeRule,
  reshapeRule,
  resizeRule,
  scatterElementsRule,
  sigmoidRule,
  sinRule,
  sliceRule,
  softmaxRule,
  softplusRule,
  splitRule,
  sqrtRule,
  squeezeRule,
  subRule,
  tanhRule,
  topKRule,
  transposeRule,
  unsqueezeRule,
  whereRule,
]);
