import { pathOf } from "./label.ts";
import type { OperatorNode } from "./value.ts";

/**
 * A name for each node out of its place and its operator, one for each, in order:
 * `encoder/stem/Conv`, `backward/encoder/stem/Conv`, `backward/encoder/stem/Conv_1`.
 *
 * Viewers of ONNX files group nodes by what stands before the slashes.
 */
export function nameNodes(nodes: readonly OperatorNode[]): readonly string[] {
  const taken = new Map<string, number>();
  return nodes.map((node) => {
    const path = pathOf(node);
    const name = path === "" ? node.op : `${path}/${node.op}`;
    const before = taken.get(name) ?? 0;
    taken.set(name, before + 1);
    return before === 0 ? name : `${name}_${before}`;
  });
}
