import { fail } from "../core/errors.ts";
import type { Value } from "./value.ts";

type Base<Name> = Name extends `${infer B}?` ? B : Name extends `${infer B}...` ? B : Name;

/**
 * A node's inputs by name, as an op or a gradient rule lists them: `"x"` must be there, `"bias?"` may
 * be left out, and `"xs..."` at the end takes all that are left.
 */
export type NamedInputs<Names extends readonly string[]> = {
  readonly [N in Names[number] as Base<N>]: N extends `${string}...`
    ? readonly Value[]
    : N extends `${string}?`
      ? Value | undefined
      : Value;
};

/** `"bias?"` → `"bias"`, `"xs..."` → `"xs"`. */
export function inputName(declared: string): string {
  return declared.replace(/\?$|\.\.\.$/, "");
}

/**
 * Puts positional inputs under their names.
 *
 * @throws AppError GRAPH_INVALID when a required input is missing or there are too many
 */
export function nameInputs<const Names extends readonly string[]>(
  op: string,
  names: Names,
  inputs: readonly (Value | undefined)[],
): NamedInputs<Names> {
  const named: Record<string, Value | undefined | readonly (Value | undefined)[]> = {};
  let takesAll = false;
  names.forEach((declared, i) => {
    const name = inputName(declared);
    const value = inputs[i];
    if (declared.endsWith("...")) {
      takesAll = true;
      named[name] = inputs.slice(i);
      if (inputs.length <= i || inputs.slice(i).includes(undefined)) missing(op, name);
    } else if (value === undefined && !declared.endsWith("?")) {
      missing(op, name);
    } else {
      named[name] = value;
    }
  });
  if (!takesAll && inputs.length > names.length) {
    fail("GRAPH_INVALID", op, `takes ${names.length} inputs at most, found ${inputs.length}`);
  }
  return named as NamedInputs<Names>;
}

function missing(op: string, name: string): never {
  fail("GRAPH_INVALID", op, `input '${name}' is missing`);
}
