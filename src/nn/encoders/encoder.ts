import type { z } from "zod";
import { labelled } from "../../graph/label.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";

/** A network from one model input to a small map of features that keeps left and right. */
export interface Encoder {
  readonly name: string;
  /** The encoder's part of the config, without its name. */
  readonly options: z.ZodObject;
  /**
   * Shapes: x [B, H, W, C], normalised; returns [B, rows, columns, channels].
   *
   * @param options checked against `options`; defaults are filled in
   * @throws AppError SHAPE_MISMATCH when H×W cannot be divided as the stages need
   */
  build(x: Value, options: unknown, parameters: ParameterScope): Value;
}

/** Makes an entry of the registry out of an encoder that knows the type of its options. */
export function defineEncoder<S extends z.ZodObject>(encoder: {
  readonly name: string;
  readonly options: S;
  readonly build: (x: Value, options: z.output<S>, parameters: ParameterScope) => Value;
}): Encoder {
  const { name, options, build } = encoder;
  return {
    name,
    options,
    build: (x, raw, scope) => labelled(scope.label, () => build(x, options.parse(raw), scope)),
  };
}
