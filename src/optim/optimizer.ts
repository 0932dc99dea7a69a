import type { z } from "zod";
import { labelledPart } from "../graph/label.ts";
import type { ScheduleOptions } from "./schedule.ts";
import type { Transform } from "./transform.ts";

/** An optimizer: a chain of transforms, and the schedule of the scalars it needs. */
export interface Optimizer {
  readonly name: string;
  readonly options: z.ZodObject;
  build(options: unknown): { readonly transform: Transform; readonly schedule: ScheduleOptions };
}

/** Makes an entry of the registry out of an optimizer that knows the type of its options. */
export function defineOptimizer<S extends z.ZodObject>(optimizer: {
  readonly name: string;
  readonly options: S;
  readonly build: (options: z.output<S>) => {
    readonly transform: Transform;
    readonly schedule: ScheduleOptions;
  };
}): Optimizer {
  const { name, options, build } = optimizer;
  return {
    name,
    options,
    build: (raw) => {
      const { transform, schedule } = build(options.parse(raw));
      return {
        transform: (updates, context) => labelledPart(name, () => transform(updates, context)),
        schedule,
      };
    },
  };
}
