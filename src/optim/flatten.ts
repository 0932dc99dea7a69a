import { concat } from "../graph/ops/concat.ts";
import { reshape } from "../graph/ops/reshape.ts";
import { split } from "../graph/ops/split.ts";
import type { ParameterSpec } from "../graph/parameters.ts";
import type { Shape, Value } from "../graph/value.ts";

/** Parameters of one kind, side by side in one vector. */
export interface ParameterGroup extends ParameterSpec {
  /** Elements of each tensor in it, in order: where one ends and the next begins. */
  readonly sizes: readonly number[];
}

/** Parameters side by side in a few long vectors, and the way back. */
export interface FlatParameters {
  /** One vector for those that decay, one for those that do not; a group that is empty is left out. */
  readonly groups: readonly ParameterGroup[];
  /** Gradients of the parameters, in their order → of the groups. */
  flatten(gradients: readonly Value[]): readonly Value[];
  /** Updates of the groups → of the parameters, in their order. */
  unflatten(updates: readonly Value[]): readonly Value[];
}

const sizeOf = (shape: Shape): number => shape.reduce((a, b) => a * b, 1);

/**
 * Lays parameters out as vectors, so that an optimizer's dozen operations run twice instead of once
 * for every tensor: seventy small tensors cost more in starting kernels than in arithmetic.
 *
 * The groups' values are the parameters' joined together; their names are `decayed` and `undecayed`.
 */
export function flattenParameters(parameters: readonly ParameterSpec[]): FlatParameters {
  const kinds = [
    { name: "decayed", isDecayed: true },
    { name: "undecayed", isDecayed: false },
  ].flatMap((kind) => {
    const members = parameters.flatMap((p, i) => (p.isDecayed === kind.isDecayed ? [i] : []));
    return members.length > 0 ? [{ ...kind, members }] : [];
  });
  const join = (values: readonly Value[]): Value => {
    const rows = values.map((value) => reshape(value, [sizeOf(value.shape)]));
    return rows.length === 1 ? rows[0]! : concat(rows, 0);
  };
  return {
    groups: kinds.map(({ name, isDecayed, members }) => {
      const value = join(members.map((i) => parameters[i]!.value));
      const init = { kind: "constant", value: 0 } as const;
      const sizes = members.map((i) => sizeOf(parameters[i]!.shape));
      return { name, shape: value.shape, init, isDecayed, value, sizes };
    }),
    flatten: (gradients) => kinds.map(({ members }) => join(members.map((i) => gradients[i]!))),
    unflatten: (updates) => {
      const result: Value[] = [];
      kinds.forEach(({ members }, kind) => {
        const sizes = members.map((i) => sizeOf(parameters[i]!.shape));
        const flat = updates[kind]!;
        const parts = sizes.length === 1 ? [flat] : split(flat, sizes, 0);
        members.forEach((i, part) => {
          result[i] = reshape(parts[part]!, parameters[i]!.shape);
        });
      });
      return result;
    },
  };
}
