import { fail } from "../core/errors.ts";
import { input } from "./leaves.ts";
import type { Shape, Value } from "./value.ts";

/** How a parameter starts. `fanIn` scales so that activations keep their variance. */
export type Initializer =
  | { readonly kind: "constant"; readonly value: number }
  | { readonly kind: "normal"; readonly std: number }
  /** N(0, gain²/fanIn); gain √2 before a relu (He et al. 2015, eq. 10). */
  | { readonly kind: "fan-in"; readonly fanIn: number; readonly gain: number };

/** A trainable tensor, float32. */
export interface ParameterSpec {
  /** Path of scopes and own name, joined by "/": `camera/encoder/stage1/weight`. */
  readonly name: string;
  readonly shape: Shape;
  readonly init: Initializer;
  /** Whether weight decay applies; false for biases, norms and scales. */
  readonly isDecayed: boolean;
  readonly value: Value;
}

/**
 * Where layers ask for their parameters. Asking twice for one name gives the same tensor, which is
 * how two frames go through one encoder.
 */
export interface ParameterScope {
  readonly path: string;
  /** The path without what the root scope is called: what operators are labelled with. */
  readonly label: string;
  child(name: string): ParameterScope;
  /**
   * @throws AppError SHAPE_MISMATCH when the name was asked for before with another shape
   */
  parameter(
    name: string,
    shape: Shape,
    options: { readonly init: Initializer; readonly isDecayed: boolean },
  ): Value;
  /** Everything asked for in this scope and below, in order of first asking. */
  all(): readonly ParameterSpec[];
}

/** Opens an empty root scope. `root` stands before every name: a second set of the same parameters. */
export function createParameters(root = ""): ParameterScope {
  const specs = new Map<string, ParameterSpec>();
  const below = (path: string, name: string): string => (path === "" ? name : `${path}/${name}`);
  const scopeAt = (path: string, label: string): ParameterScope => ({
    path,
    label,
    child: (name) => scopeAt(below(path, name), below(label, name)),
    parameter: (name, shape, { init, isDecayed }) => {
      const full = below(path, name);
      const known = specs.get(full);
      if (known) {
        if (known.shape.join() !== shape.join()) {
          fail(
            "SHAPE_MISMATCH",
            `parameter '${full}'`,
            `[${known.shape.join(", ")}]`,
            `[${shape.join(", ")}]`,
          );
        }
        return known.value;
      }
      const value = input(full, "float32", shape);
      specs.set(full, { name: full, shape, init, isDecayed, value });
      return value;
    },
    all: () => [...specs.values()].filter((s) => path === "" || s.name.startsWith(`${path}/`)),
  });
  return scopeAt(root, "");
}
