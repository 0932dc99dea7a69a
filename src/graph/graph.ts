import { fail } from "../core/errors.ts";
import { nowhere, placed } from "./label.ts";
import { identity } from "./ops/identity.ts";
import { showType } from "./shape.ts";
import { topologicalOrder } from "./topology.ts";
import type { Node, OperatorNode, Value } from "./value.ts";

/** A closed piece of computation with names: what is printed, verified and serialised. */
export interface Graph {
  readonly name: string;
  /** In the order given, the ones that nothing reads included. */
  readonly inputs: readonly Value[];
  /** Each is made by a node, and no two are the same value. */
  readonly outputs: Readonly<Record<string, Value>>;
  /** Operators, each after what it reads. */
  readonly nodes: readonly OperatorNode[];
  /** Names of the inputs and of everything the nodes make. Constants have none. */
  readonly names: ReadonlyMap<Value, string>;
}

/**
 * Closes a graph over `inputs`: finds the nodes that the outputs need and names their values. Inputs
 * and outputs keep the names given; the rest is numbered `%0`, `%1`, … in order.
 *
 * @throws AppError GRAPH_INVALID when an input that is needed is not listed, when two things share a
 *   name, when a name is empty or starts with `%`, or when there is no output
 */
export function defineGraph(options: {
  readonly name: string;
  readonly inputs: readonly Value[];
  readonly outputs: Readonly<Record<string, Value>>;
}): Graph {
  const { name, inputs } = options;
  const outputs = ownValues(options.outputs);
  const order = topologicalOrder(Object.values(outputs));
  const names = new Map<Value, string>();
  const taken = new Set<string>();
  const give = (value: Value, as: string): void => {
    if (as === "" || as.startsWith("%")) {
      fail("GRAPH_INVALID", `'${as}'`, "a name must not be empty or start with '%'");
    }
    if (taken.has(as)) fail("GRAPH_INVALID", `'${as}'`, "the name is used twice");
    taken.add(as);
    names.set(value, as);
  };

  for (const value of inputs) {
    if (value.node.kind !== "input") {
      fail("GRAPH_INVALID", name, `${showType(value)} is listed as an input, but is none`);
    }
    give(value, value.node.name);
  }
  const listed = new Set<Node>(inputs.map((value) => value.node));
  for (const node of order) {
    if (node.kind === "input" && !listed.has(node)) {
      fail("GRAPH_INVALID", name, `input '${node.name}' is needed, but not listed`);
    }
  }
  for (const [as, value] of Object.entries(outputs)) give(value, as);
  if (Object.keys(outputs).length === 0) fail("GRAPH_INVALID", name, "no output is named");

  const nodes = order.filter((node) => node.kind === "operator");
  let isNumbered = false;
  return {
    name,
    inputs,
    outputs,
    nodes,
    // Numbered when they are asked for: most graphs are what one pass hands to the next.
    get names() {
      if (!isNumbered) numberValues(nodes, names);
      isNumbered = true;
      return names;
    },
  };
}

/** `%0`, `%1`, … in order, for what has no name yet. */
function numberValues(nodes: readonly OperatorNode[], names: Map<Value, string>): void {
  let next = 0;
  for (const { outputs } of nodes) {
    for (const value of outputs) if (!names.has(value)) names.set(value, `%${next++}`);
  }
}

/**
 * In ONNX an output's name is the name of the value itself. So an output that is a leaf, or is
 * already named by another output, gets a node of its own.
 */
function ownValues(outputs: Readonly<Record<string, Value>>): Readonly<Record<string, Value>> {
  const seen = new Set<Value>();
  const own = Object.entries(outputs).map(([as, value]): [string, Value] => {
    const isTaken = value.node.kind !== "operator" || seen.has(value);
    seen.add(value);
    if (!isTaken) return [as, value];
    const place = value.node.kind === "operator" ? value.node : nowhere;
    return [as, placed(place, () => identity(value))];
  });
  return Object.fromEntries(own);
}
