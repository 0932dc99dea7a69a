import { isFloat } from "../dtypes.ts";
import { hardSigmoid } from "../ops/hard-sigmoid.ts";
import type { OperatorNode, Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { uniformValue } from "./match.ts";
import { rewriteGraph } from "./rewrite-graph.ts";
import { scaledOf } from "./scaled.ts";

/**
 * clip(α·x, 0, 1) is one `HardSigmoid`: the mask in the gradient of a relu, in one pass over the elements
 * instead of two. To the rounding of the product.
 */
export const fuseRamps: GraphPass = {
  name: "fuse-ramps",
  run: (graph) => rewriteGraph(graph, { Clip: ramp }),
};

function ramp(node: OperatorNode): Value | undefined {
  const [x, min, max] = node.inputs;
  if (!x || !isFloat(x.dtype)) return undefined;
  if (uniformValue(min) !== 0 || uniformValue(max) !== 1) return undefined;
  const scaled = scaledOf(x);
  return scaled && hardSigmoid(scaled.x, { alpha: scaled.factor, beta: 0 });
}
