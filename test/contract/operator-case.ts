import { showShape } from "../../src/graph/shape.ts";
import type { Shape, Value } from "../../src/graph/value.ts";

/** One use of an operator, in float32 graphs: what to build, from which inputs, and what it shows. */
export interface OperatorCase {
  readonly op: string;
  readonly shows: string;
  readonly build: (...inputs: Value[]) => Value;
  readonly shapes: readonly Shape[];
  /** Inputs are drawn uniformly from here; [−1, 1]. */
  readonly range?: readonly [number, number];
}

/** `Conv: a bias, [2, 3, 4, 5] [4, 3, 3, 3] [4]`. */
export function titleOf({ op, shows, shapes }: OperatorCase): string {
  return `${op}: ${shows}, ${shapes.map(showShape).join(" ")}`;
}
