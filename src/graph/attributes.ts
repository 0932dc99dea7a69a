import { fail } from "../core/errors.ts";

/** An ONNX attribute: `int`/`ints`/`float`/`floats`/`string`, kept apart because ONNX does. */
export type AttributeValue =
  | { readonly kind: "int"; readonly value: number }
  | { readonly kind: "ints"; readonly value: readonly number[] }
  | { readonly kind: "float"; readonly value: number }
  | { readonly kind: "floats"; readonly value: readonly number[] }
  | { readonly kind: "string"; readonly value: string };

export type Attributes = Readonly<Record<string, AttributeValue>>;

export function int(value: number): AttributeValue {
  return { kind: "int", value };
}

export function ints(value: readonly number[]): AttributeValue {
  return { kind: "ints", value: [...value] };
}

export function float(value: number): AttributeValue {
  return { kind: "float", value };
}

export function text(value: string): AttributeValue {
  return { kind: "string", value };
}

type Kind = AttributeValue["kind"];
type ValueOf<K extends Kind> = Extract<AttributeValue, { readonly kind: K }>["value"];

/**
 * The attribute `name`, which must be there: builders write every attribute, defaults included.
 *
 * @throws AppError GRAPH_INVALID when it is missing or of another kind
 */
export function attribute<K extends Kind>(
  attributes: Attributes,
  name: string,
  kind: K,
): ValueOf<K> {
  const found = attributes[name];
  if (found?.kind !== kind) {
    fail(
      "GRAPH_INVALID",
      `attribute '${name}'`,
      `expected ${kind}, found ${found?.kind ?? "none"}`,
    );
  }
  return found.value as ValueOf<K>;
}
