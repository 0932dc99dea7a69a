import type { CountedState } from "../graph/cost-report.ts";
import type { Graph } from "../graph/graph.ts";
import type { Shape } from "../graph/value.ts";
import { compileEncoder } from "./compile-encoder.ts";
import { compileMonitor } from "./compile-monitor.ts";
import { compileStep } from "./compile-step.ts";
import { averageScope } from "./emit-update.ts";
import type { LearnerSpec } from "./learner-spec.ts";

/** The graphs that a learner runs: it trains with the step, looks with the monitor, answers with the encoder. */
export const programNames = ["step", "monitor", "encoder"] as const;
export type ProgramName = (typeof programNames)[number];

/** One of a learner's graphs, and the state that it reads, tensor by tensor. */
export interface CompiledProgram {
  readonly graph: Graph;
  readonly state: readonly CountedState[];
}

/** Compiles a learner's program by its name; the encoder for single frames. Throws as `compileStep`. */
export function compileProgram(spec: LearnerSpec, program: ProgramName): CompiledProgram {
  switch (program) {
    case "step": {
      const { graph, state, constants, parameters } = compileStep(spec);
      const weights = new Set(parameters.map((p) => p.name));
      const optimizer = `update/${spec.optimizer.name}`;
      return withState(graph, [...state, ...constants], (name) => {
        if (weights.has(name)) return { role: "weights", label: layerOf(name) };
        if (isAverage(name)) return { role: "average", label: layerOf(inModel(name)) };
        return { role: "optimizer", label: optimizer };
      });
    }
    case "monitor": {
      const { graph, parameters } = compileMonitor(spec, compileStep(spec).buffers);
      return withState(graph, parameters, averagedWeights);
    }
    case "encoder": {
      const { graph, parameters } = compileEncoder(spec, 1);
      return withState(graph, parameters, averagedWeights);
    }
  }
}

/** The averaged copies are all the weights that a program without an update has. */
function averagedWeights(name: string): Omit<CountedState, "value"> {
  return { role: "weights", label: layerOf(inModel(name)) };
}

function withState(
  graph: Graph,
  tensors: readonly { readonly name: string; readonly shape: Shape }[],
  describe: (name: string) => Omit<CountedState, "value">,
): CompiledProgram {
  const state = tensors.map(({ name, shape }): CountedState => {
    return { value: { dtype: "float32", shape }, ...describe(name) };
  });
  return { graph, state };
}

function isAverage(name: string): boolean {
  return name.startsWith(`${averageScope}/`);
}

function inModel(name: string): string {
  return name.slice(averageScope.length + 1);
}

/** `encoder/stem/weight` → `encoder/stem`. */
function layerOf(parameter: string): string {
  return parameter.split("/").slice(0, -1).join("/");
}
