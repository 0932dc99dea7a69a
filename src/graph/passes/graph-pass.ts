import type { Graph } from "../graph.ts";

/**
 * A respelling of a graph that computes the same: inputs, names and types of the outputs stay.
 *
 * Pure. Returns the graph it was given when there is nothing to do.
 */
export interface GraphPass {
  /** The file's name. */
  readonly name: string;
  run(graph: Graph): Graph;
}
