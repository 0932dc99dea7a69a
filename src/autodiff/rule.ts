import type { Attributes } from "../graph/attributes.ts";
import { zerosLike } from "../graph/derived/zeros-like.ts";
import { nameInputs, inputName, type NamedInputs } from "../graph/named-inputs.ts";
import type { OperatorNode, Value } from "../graph/value.ts";

/** Builds one gradient, if it is asked for. */
type Thunk = () => Value;

/** How the gradient of an operator's outputs becomes the gradient of its inputs. */
export interface GradientRule {
  /** The operator's name. */
  readonly name: string;
  /** Opset version of the operator that the rule was written for. */
  readonly since: number;
  readonly inputNames: readonly string[];
  /**
   * One thunk an input, in the node's order; undefined where no gradient exists (indices, shapes).
   * @param dOutputs one an output; undefined where no gradient arrives
   */
  gradients(
    node: OperatorNode,
    dOutputs: readonly (Value | undefined)[],
  ): readonly (Thunk | undefined)[];
}

/** What a rule may look at besides the inputs and `dY`. */
export interface RuleContext {
  /** The first output, which `dY` is the gradient of. */
  readonly y: Value;
  readonly outputs: readonly Value[];
  /** For operators of several outputs; undefined where no gradient arrives. */
  readonly dOutputs: readonly (Value | undefined)[];
  readonly attributes: Attributes;
}

type Thunks<Names extends readonly string[]> = {
  readonly [N in keyof NamedInputs<Names>]?: NamedInputs<Names>[N] extends readonly Value[]
    ? readonly Thunk[]
    : Thunk;
};

/**
 * Describes the gradient of an operator, with the public builders and ai.onnx operators only.
 *
 * `gradients` gets the inputs by name (marked as in `NamedInputs`) and returns thunks by the same
 * names; a name left out has no gradient. A thunk may return a gradient that the input's shape was
 * broadcast to: `backward()` sums it back. It may build more than it returns: what nothing reaches
 * never becomes part of a graph.
 */
export function defineRule<const Names extends readonly string[]>(
  name: string,
  since: number,
  inputNames: Names,
  gradients: (inputs: NamedInputs<Names>, dY: Value, context: RuleContext) => Thunks<Names>,
): GradientRule {
  return {
    name,
    since,
    inputNames,
    gradients(node, dOutputs) {
      const { outputs, attributes } = node;
      const y = outputs[0]!; // every operator has one
      const dY = dOutputs[0] ?? zerosLike(y);
      const inputs = nameInputs(name, inputNames, node.inputs);
      const thunks: Readonly<Record<string, Thunk | readonly Thunk[] | undefined>> = gradients(
        inputs,
        dY,
        { y, outputs, dOutputs, attributes },
      );
      return inputNames.flatMap((declared) => thunks[inputName(declared)]);
    },
  };
}
