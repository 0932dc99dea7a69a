import { fail } from "../core/errors.ts";
import type { Attributes } from "./attributes.ts";
import { presentPlace } from "./label.ts";
import { showShape } from "./shape.ts";
import type { DType, OperatorNode, Shape, Value } from "./value.ts";

/** What an operator produces, before it is a value of a node. */
export interface OutputType {
  readonly dtype: DType;
  readonly shape: Shape;
}

/**
 * Makes an operator node and its output values: the single place that does. Its label and direction
 * are those of `placed`, wherever that is called from.
 *
 * It checks only that the shapes are shapes. Prefer a builder of `graph/ops`, which also infers them.
 *
 * @throws AppError SHAPE_MISMATCH when an output size is not a positive integer
 */
export function operator(options: {
  readonly op: string;
  readonly inputs: readonly (Value | undefined)[];
  readonly attributes?: Attributes | undefined;
  readonly domain?: OperatorNode["domain"] | undefined;
  readonly outputs: readonly OutputType[];
}): OperatorNode {
  const { op, inputs, attributes = {}, domain = "" } = options;
  const outputs: Value[] = [];
  const node: OperatorNode = {
    kind: "operator",
    ...presentPlace(),
    op,
    domain,
    inputs: [...inputs],
    attributes,
    outputs,
  };
  for (const { dtype, shape } of options.outputs) {
    if (!shape.every((size) => Number.isInteger(size) && size > 0)) {
      fail("SHAPE_MISMATCH", op, "output sizes of at least 1", showShape(shape));
    }
    outputs.push({ dtype, shape: [...shape], node, output: outputs.length });
  }
  return node;
}
