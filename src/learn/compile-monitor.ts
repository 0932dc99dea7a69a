import { defineGraph, type Graph } from "../graph/graph.ts";
import { labelled } from "../graph/label.ts";
import { optimizeGraph } from "../graph/passes/index.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { createParameters, type ParameterSpec } from "../graph/parameters.ts";
import type { Shape, Value } from "../graph/value.ts";
import { averageScope } from "./emit-update.ts";
import { buildModel } from "./build-model.ts";
import { onBuffers } from "./flat-state.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import type { StateBuffer } from "./state-buffers.ts";

/** A graph that looks at clips with the present parameters and changes nothing. */
export interface CompiledMonitor {
  readonly graph: Graph;
  /** The state's buffers that it reads, by name. */
  readonly reads: readonly string[];
  /** What it is given besides, as the step is: clips and draws. */
  readonly inputs: readonly { readonly name: string; readonly shape: Shape }[];
  /** The averaged parameters in those buffers. */
  readonly parameters: readonly ParameterSpec[];
  readonly outputs: readonly string[];
}

/**
 * Compiles the forward pass of the averaged parameters alone: `features` [B, D] (the published
 * vector), each objective's vectors (`info-nce/embedding`), losses, metrics and pictures
 * (`next-frame/predicted`).
 *
 * @param buffers where the step keeps those parameters
 */
export function compileMonitor(
  spec: LearnerSpec,
  buffers: readonly StateBuffer[],
): CompiledMonitor {
  // What is examined is the average itself: teacher and pupil are one.
  const averaged = createParameters(averageScope);
  const model = buildModel(spec, { trained: averaged, averaged });
  const parameters = model.parameters.all();
  const size = model.map.shape.slice(1).reduce((a, b) => a * b, 1);
  const features = labelled("features", () => reshape(model.map, [spec.batch, size]));
  const outputs: Record<string, Value> = { features, ...model.pictures };
  for (const term of model.terms) {
    outputs[term.name] = term.loss;
    for (const [name, value] of Object.entries({ ...term.metrics, ...term.vectors })) {
      outputs[`${term.name}/${name}`] = value;
    }
  }
  const fromHost = [model.inputs.clips, model.inputs.draws].flatMap((own) => Object.values(own));
  const plain = defineGraph({
    name: `${spec.sensor}-monitor`,
    inputs: [...parameters.map((p) => p.value), ...Object.values(model.inputs.state), ...fromHost],
    outputs,
  });
  const graph = optimizeGraph(onBuffers(plain, buffers));
  const given = new Set(fromHost);
  const reads = graph.inputs.filter((value) => !given.has(value));
  return {
    graph,
    parameters,
    reads: reads.map((value) => graph.names.get(value)!),
    inputs: fromHost.map((value) => ({ name: graph.names.get(value)!, shape: value.shape })),
    outputs: Object.keys(outputs),
  };
}
