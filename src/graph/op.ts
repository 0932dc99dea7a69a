import { AppError, fail } from "../core/errors.ts";
import type { Attributes } from "./attributes.ts";
import { nameInputs, showInputs, type NamedInputs } from "./named-inputs.ts";
import { operator, type OutputType } from "./operator.ts";
import type { Value } from "./value.ts";

/** One operator that graphs may contain: its name, its inputs, and its shape and dtype rule. */
export interface Op {
  /** Name in the graph; ONNX's own unless `serializedAs` says otherwise. */
  readonly name: string;
  /** Opset version this definition is from. */
  readonly since: number;
  /** In ONNX order, marked as in `NamedInputs`. */
  readonly inputNames: readonly string[];
  /** The ONNX operator it becomes, where the graph's own name means more than ONNX can say. */
  readonly serializedAs?: string | undefined;
  /** Outputs from this index on are left out of the model when nothing reads them. */
  readonly optionalOutputsFrom?: number | undefined;
  /**
   * What a node with these inputs and attributes produces.
   * @throws AppError SHAPE_MISMATCH, DTYPE_MISMATCH or GRAPH_INVALID when they do not fit
   */
  infer(inputs: readonly (Value | undefined)[], attributes: Attributes): readonly OutputType[];
}

/** Describes an operator; `infer` gets its inputs by name. */
export function defineOp<const Names extends readonly string[]>(definition: {
  readonly name: string;
  readonly since: number;
  readonly inputs: Names;
  readonly serializedAs?: string;
  readonly optionalOutputsFrom?: number;
  readonly infer: (inputs: NamedInputs<Names>, attributes: Attributes) => readonly OutputType[];
}): Op {
  const { name, inputs: inputNames, infer } = definition;
  return {
    ...definition,
    inputNames,
    infer(inputs, attributes) {
      const named = nameInputs(name, inputNames, inputs);
      try {
        return infer(named, attributes);
      } catch (thrown) {
        throw withInputs(thrown, inputNames, inputs);
      }
    },
  };
}

/** A rule says what did not fit; which input was what is added here, once for all of them. */
function withInputs(
  thrown: unknown,
  names: readonly string[],
  inputs: readonly (Value | undefined)[],
): unknown {
  if (!(thrown instanceof AppError)) return thrown;
  const problem = thrown.message.replace(` [${thrown.code}]`, "");
  const message = `${problem}; inputs: ${showInputs(names, inputs)}`;
  return new AppError(thrown.code, message, { cause: thrown });
}

/** Applies `op` and returns all its outputs. Throws what its `infer` throws. */
export function applyAll(
  op: Op,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): readonly Value[] {
  const outputs = op.infer(inputs, attributes);
  return operator({ op: op.name, inputs, attributes, outputs }).outputs;
}

/** Applies `op` and returns its first output. Throws what its `infer` throws. */
export function apply(
  op: Op,
  inputs: readonly (Value | undefined)[],
  attributes: Attributes = {},
): Value {
  const [first] = applyAll(op, inputs, attributes);
  return first ?? fail("GRAPH_INVALID", op.name, "an operator without outputs");
}
