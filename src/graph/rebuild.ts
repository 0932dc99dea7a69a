import { fail } from "../core/errors.ts";
import { sameShape, showType } from "./shape.ts";
import type { OperatorNode, Value } from "./value.ts";

/**
 * `values` with some operands exchanged: `replace` is asked once for every operand of every operator
 * and may name another value for that one reader. What it names may itself read values of the old
 * graph; they are exchanged in turn. Nodes that nothing changes for stay the very same.
 *
 * @throws AppError GRAPH_INVALID when a replacement hangs on the node that reads it, or is of another
 *   dtype or shape
 */
export function rebuild(
  values: readonly Value[],
  replace: (operand: Value, reader: OperatorNode) => Value | undefined,
): readonly Value[] {
  const made = new Map<OperatorNode, readonly Value[]>();
  const operands = new Map<OperatorNode, readonly (Value | undefined)[]>();
  const fresh = (value: Value): Value => {
    if (value.node.kind !== "operator") return value;
    const outputs = made.get(value.node);
    if (!outputs) fail("GRAPH_INVALID", value.node.op, "it hangs on what reads it");
    return outputs[value.output]!;
  };

  const replaced = (operand: Value, reader: OperatorNode): Value => {
    const other = replace(operand, reader) ?? operand;
    if (other.dtype !== operand.dtype || !sameShape(other.shape, operand.shape)) {
      const problem = `${showType(operand)} cannot become ${showType(other)}`;
      fail("GRAPH_INVALID", reader.op, problem);
    }
    return other;
  };

  for (const value of values) {
    // Iterative: a compiled step is deeper than the call stack.
    const path: { readonly node: OperatorNode; next: number }[] = [];
    const enter = ({ node }: Value): void => {
      if (node.kind !== "operator" || operands.has(node)) return;
      operands.set(
        node,
        node.inputs.map((operand) => operand && replaced(operand, node)),
      );
      path.push({ node, next: 0 });
    };
    enter(value);
    for (let top = path.at(-1); top; top = path.at(-1)) {
      const read = operands.get(top.node)!;
      if (top.next < read.length) {
        const operand = read[top.next++];
        if (operand) enter(operand);
      } else {
        const inputs = read.map((operand) => operand && fresh(operand));
        made.set(top.node, withInputs(top.node, inputs));
        path.pop();
      }
    }
  }
  return values.map(fresh);
}

/** The outputs of the node on other inputs of the same types; its own when none differs. */
export function withInputs(
  node: OperatorNode,
  inputs: readonly (Value | undefined)[],
): readonly Value[] {
  if (inputs.every((value, i) => value === node.inputs[i])) return node.outputs;
  const outputs: Value[] = [];
  const copy: OperatorNode = { ...node, inputs, outputs };
  for (const value of node.outputs) outputs.push({ ...value, node: copy });
  return outputs;
}
