import { costOf } from "./cost.ts";
import type { Graph } from "./graph.ts";
import { pathOf, type Place } from "./label.ts";
import { memoryPeak } from "./memory-peak.ts";
import { nameNodes } from "./name-nodes.ts";
import { savedValues } from "./saved-values.ts";
import { elementCount } from "./shape.ts";
import { valueBytes } from "./value-bytes.ts";
import type { Direction, Value } from "./value.ts";

/** What a tensor that outlives the run is for. */
type StateRole = "weights" | "average" | "optimizer";

/** A tensor of the state, as the report counts it. */
export interface CountedState {
  readonly value: Pick<Value, "dtype" | "shape">;
  readonly role: StateRole;
  /** The layer it belongs to, as nodes are labelled; `update/adamw` for an optimizer's. */
  readonly label: string;
}

/** What one layer, or the whole model, costs. Bytes are of one run. */
export interface LayerCost {
  /** Elements of the weights. */
  readonly parameters: number;
  /** Operators by direction and name. */
  readonly operators: Readonly<Record<Direction, Readonly<Record<string, number>>>>;
  /** Of products and convolutions. */
  readonly multiplyAdds: Readonly<Record<Direction, number>>;
  /** Computed by the forward pass and read by the backward pass: see `savedValues`. */
  readonly savedBytes: number;
  readonly stateBytes: Readonly<Record<StateRole, number>>;
  /** Written by the operators, views aside. */
  readonly outputBytes: number;
  /** Multiply-adds for each byte that an operator reads or writes, were nothing ever in a cache. */
  readonly intensity: number;
}

export interface CostReport {
  readonly total: LayerCost;
  /** In order of first use, the forward pass's before the backward pass's before the update's. */
  readonly layers: readonly (LayerCost & { readonly layer: string })[];
  /** The most bytes of computed values held at once, and the node that runs then: see `memoryPeak`. */
  readonly peak: { readonly bytes: number; readonly node: string };
}

/**
 * What one run of `graph` costs, layer by layer: forward and backward of a layer in one row, since
 * they share a label, the optimizer's parts under `update/`.
 *
 * @param options.depth how much of a label tells two layers apart: 1 makes `encoder` of
 *   `encoder/stage1/mix`
 */
export function costReport(
  graph: Graph,
  options: { readonly state: readonly CountedState[]; readonly depth: number },
): CostReport {
  const { state, depth } = options;
  const total = emptyTally();
  const rows = new Map<string, Tally>();
  const count = (label: string, add: (tally: Tally) => void): void => {
    const layer = label.split("/").slice(0, depth).join("/");
    const row = rows.get(layer) ?? emptyTally();
    rows.set(layer, row);
    [row, total].forEach(add);
  };

  const { nodes } = costOf(graph);
  const inOrder = directions.flatMap((direction) => nodes.filter((n) => n.direction === direction));
  for (const { op, multiplyAdds, inputBytes, outputBytes, ...place } of inOrder) {
    const { direction } = place;
    count(layerOf(place), (tally) => {
      tally.operators[direction][op] = (tally.operators[direction][op] ?? 0) + 1;
      tally.multiplyAdds[direction] += multiplyAdds;
      tally.outputBytes += outputBytes;
      tally.movedBytes += inputBytes + outputBytes;
    });
  }
  for (const value of savedValues(graph)) {
    const label = value.node.kind === "operator" ? value.node.label : "";
    count(label, (tally) => (tally.savedBytes += valueBytes(value)));
  }
  for (const { value, role, label } of state) {
    count(label, (tally) => {
      tally.stateBytes[role] += valueBytes(value);
      if (role === "weights") tally.parameters += elementCount(value.shape);
    });
  }
  const { bytes, node } = memoryPeak(graph);
  return {
    total: closed(total),
    layers: [...rows].map(([layer, tally]) => ({ layer, ...closed(tally) })),
    peak: { bytes, node: nameNodes(graph.nodes)[graph.nodes.indexOf(node)] ?? "" },
  };
}

const directions: readonly Direction[] = ["forward", "backward", "update"];

/** Gradients belong to the layer that they are of; updates are layers of their own. */
function layerOf(place: Place): string {
  return place.direction === "update" ? pathOf(place) : place.label;
}

interface Tally {
  parameters: number;
  readonly operators: Record<Direction, Record<string, number>>;
  readonly multiplyAdds: Record<Direction, number>;
  savedBytes: number;
  readonly stateBytes: Record<StateRole, number>;
  outputBytes: number;
  movedBytes: number;
}

function emptyTally(): Tally {
  return {
    parameters: 0,
    operators: { forward: {}, backward: {}, update: {} },
    multiplyAdds: { forward: 0, backward: 0, update: 0 },
    savedBytes: 0,
    stateBytes: { weights: 0, average: 0, optimizer: 0 },
    outputBytes: 0,
    movedBytes: 0,
  };
}

function closed({ movedBytes, ...tally }: Tally): LayerCost {
  const { forward, backward, update } = tally.multiplyAdds;
  const intensity = movedBytes === 0 ? 0 : (forward + backward + update) / movedBytes;
  return { ...tally, intensity };
}
