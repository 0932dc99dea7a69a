import { fail } from "../core/errors.ts";
import type { HostTensor, NamedTensors, TensorSpec } from "./engine.ts";
import { arrayOf, describeTensor, elementCount } from "./host-tensor.ts";

function received(tensor: HostTensor): string {
  const kind = tensor.data.constructor.name;
  return `${describeTensor(tensor)} in a ${kind} of ${tensor.data.length} elements`;
}

/**
 * Checks that `tensors` are exactly the ones named in `specs`: no name missing, none too many, each
 * with its dtype, shape and as many elements as the shape says.
 *
 * @param where whose tensors they are, the first words of the message: "the step's batch"
 * @throws AppError ENGINE_INPUT_INVALID, naming the first tensor that is wrong
 */
export function requireTensors(
  where: string,
  specs: readonly TensorSpec[],
  tensors: NamedTensors,
): void {
  for (const spec of specs) {
    const expected = describeTensor(spec);
    const tensor = Object.hasOwn(tensors, spec.name) ? tensors[spec.name] : undefined;
    if (tensor === undefined) fail("ENGINE_INPUT_INVALID", where, spec.name, expected, "nothing");
    const isRight =
      tensor.dtype === spec.dtype &&
      tensor.data instanceof arrayOf(spec.dtype) &&
      tensor.shape.length === spec.shape.length &&
      tensor.shape.every((size, axis) => size === spec.shape[axis]) &&
      tensor.data.length === elementCount(spec.shape);
    if (!isRight) fail("ENGINE_INPUT_INVALID", where, spec.name, expected, received(tensor));
  }
  const known = new Set(specs.map((spec) => spec.name));
  for (const [name, tensor] of Object.entries(tensors)) {
    if (!known.has(name)) {
      fail("ENGINE_INPUT_INVALID", where, name, "no tensor of this name", received(tensor));
    }
  }
}

/**
 * Checks that every one of `names` is among `known`.
 *
 * @throws AppError ENGINE_INPUT_INVALID, naming the first that is not
 */
export function requireNames(
  where: string,
  known: readonly string[],
  names: readonly string[],
): void {
  for (const name of names) {
    if (!known.includes(name)) {
      fail("ENGINE_INPUT_INVALID", where, name, `one of ${known.join(", ")}`, "an unknown name");
    }
  }
}
