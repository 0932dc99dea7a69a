import { fusedGroupNorm, fusedGroupNormGradient } from "../derived/fused-group-norm.ts";
import { defineGraph, type Graph } from "../graph.ts";
import { placed } from "../label.ts";
import { reshape } from "../ops/reshape.ts";
import { rebuild } from "../rebuild.ts";
import type { Value } from "../value.ts";
import type { GraphPass } from "./graph-pass.ts";
import { matchGroupNorm, type GroupNormMatch } from "./match-group-norm.ts";
import { usesOf } from "./uses.ts";

/**
 * A group normalisation with its scale, shift, residual and relu as one operator, and its gradient as
 * another, for an engine that has them (native/ort/kernels): two and three passes over memory instead of
 * five and twelve. To the order of sums.
 */
export const fuseGroupNorm: GraphPass = {
  name: "fuse-group-norm",
  run: (graph) => {
    const uses = usesOf(graph);
    const found = graph.nodes.flatMap((node) => matchGroupNorm(node, uses) ?? []);
    // Where two are added, the sum and its relu belong to one of them.
    const single = [...new Map(found.map((match) => [match.y, match])).values()];
    return single.length === 0 ? graph : fuse(graph, single);
  },
};

function fuse(graph: Graph, found: readonly GroupNormMatch[]): Graph {
  const replaced = new Map(found.flatMap(replacementsOf));
  const wanted = Object.entries(graph.outputs);
  const outputs = rebuild(
    wanted.map(([, value]) => replaced.get(value) ?? value),
    (operand) => replaced.get(operand),
  );
  return defineGraph({
    name: graph.name,
    inputs: graph.inputs,
    outputs: Object.fromEntries(wanted.map(([name], i) => [name, outputs[i]!])),
  });
}

/** What of the old graph becomes what; the new operators read the old graph, to be exchanged in turn. */
function replacementsOf(match: GroupNormMatch): readonly (readonly [Value, Value])[] {
  const { place, rows, normalized, scale, gradient, isRelu } = match;
  const groups = rows.shape[1]!;
  const x = placed(place, () => reshape(rows, normalized.shape));
  const forward = placed(place, () => fusedGroupNorm({ ...match, x, groups }));
  const pairs: [Value, Value][] = [[match.y, forward.y]];
  if (!gradient) return pairs;
  const { dY, dRows, dScale, dShift, passed, isShared } = gradient;
  placed(gradient.place, () => {
    const { mean, invStdDev } = forward;
    const y = isRelu ? forward.y : undefined;
    const wantsResidual = isShared;
    const made = fusedGroupNormGradient({
      dY,
      x,
      mean,
      invStdDev,
      scale,
      y,
      groups,
      wantsResidual,
    });
    pairs.push([dRows, reshape(made.dX, dRows.shape)]);
    if (dScale) pairs.push([dScale, reshape(made.dScale, dScale.shape)]);
    if (dShift) pairs.push([dShift, reshape(made.dShift, dShift.shape)]);
    if (made.dResidual) pairs.push([passed, made.dResidual]);
  });
  return pairs;
}
