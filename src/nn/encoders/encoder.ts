import type { z } from "zod";
import { labelled } from "../../graph/label.ts";
import type { Value } from "../../graph/value.ts";
import type { ParameterScope } from "../../graph/parameters.ts";

/** What an encoder may know of its input besides the shape. */
export interface EncoderView {
  /** The columns go all the way round, as a scan's azimuth: the last one's neighbour is the first. */
  readonly wrapsColumns: boolean;
}

/** A network from one model input to a small map of features that keeps left and right. */
export interface Encoder {
  readonly name: string;
  /** The encoder's part of the config, without its name. */
  readonly options: z.ZodObject;
  /**
   * Shapes: x [B, H, W, C], normalised; returns [B, rows, columns, channels].
   *
   * @param options checked against `options`; defaults are filled in
   * @param view a flat picture when it is left out
   * @throws AppError SHAPE_MISMATCH when H×W cannot be divided as the stages need
   */
  build(x: Value, options: unknown, parameters: ParameterScope, view?: EncoderView): Value;
}

/** Makes an entry of the registry out of an encoder that knows the type of its options. */
export function defineEncoder<S extends z.ZodObject>(encoder: {
  readonly name: string;
  readonly options: S;
  readonly build: (
    x: Value,
    options: z.output<S>,
    parameters: ParameterScope,
    view: EncoderView,
  ) => Value;
}): Encoder {
  const { name, options, build } = encoder;
  const flat: EncoderView = { wrapsColumns: false };
  return {
    name,
    options,
    build: (x, raw, scope, view = flat) =>
      labelled(scope.label, () => build(x, options.parse(raw), scope, view)),
  };
}
