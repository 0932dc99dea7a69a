import { fail } from "../core/errors.ts";
import type { OperatorNode } from "./value.ts";

/** Where an operator stands: its layer's path and its direction. A node is one. */
export type Place = Pick<OperatorNode, "label" | "direction">;

/** The place of what is built under no label: forward. */
export const nowhere: Place = { label: "", direction: "forward" };

/**
 * The place that new operators get. Graphs are built by nested calls, and a builder such as `matMul`
 * takes values, not a context; this is the one thing that must reach it from far above. It changes
 * only while a function given to `placed` runs, so between two builds it is always `nowhere`.
 */
let present = nowhere;

/** The place of an operator that is made now. */
export function presentPlace(): Place {
  return present;
}

/**
 * Gives every operator that `build` makes a place, such as that of a node it stands in for. Inner
 * calls go before outer ones; afterwards, also after an exception, the place before holds again.
 *
 * @throws AppError GRAPH_INVALID when `build` is asynchronous: what it makes later would get the place
 *   of somebody else
 */
export function placed<T>({ label, direction }: Place, build: () => T): T {
  const before = present;
  present = { label, direction };
  try {
    const result = build();
    if (result instanceof Promise) fail("GRAPH_INVALID", `'${label}'`, "it is built by a promise");
    return result;
  } finally {
    present = before;
  }
}

/**
 * One path for label and direction: `encoder/stem`, `backward/encoder/stem`, `update/adamw`; "" for
 * the forward operators without a label.
 */
export function pathOf({ label, direction }: Place): string {
  if (direction === "forward") return label;
  return label === "" ? direction : `${direction}/${label}`;
}

/** Labels what `build` makes with a whole path: `encoder/stage1/mlp/expand`. Throws as `placed`. */
export function labelled<T>(label: string, build: () => T): T {
  return placed({ ...present, label }, build);
}

/** Labels what `build` makes as a part, `name`, of what is being built. Throws as `placed`. */
export function labelledPart<T>(name: string, build: () => T): T {
  return labelled(present.label === "" ? name : `${present.label}/${name}`, build);
}
