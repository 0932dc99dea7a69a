import { z } from "zod";
import { fail } from "../core/errors.ts";
import type { Registry } from "../core/registry.ts";

/** One choice from a registry: which, and the options of that entry, side by side. */
export interface NamedOptions {
  readonly name: string;
  readonly [option: string]: unknown;
}

/**
 * The schema of "one entry of this registry with its own options": `{ name: merge, channels: 64 }`.
 *
 * @param common fields that every entry has here besides its own, e.g. `weight`
 * @throws AppError OPTION_INVALID when an entry's options are no plain object schema
 */
export function namedOptions<C extends z.ZodRawShape>(
  registry: Registry<{ readonly name: string; readonly options: z.ZodType }>,
  common: C,
): z.ZodType<NamedOptions & z.output<z.ZodObject<C>>, NamedOptions> {
  const members = registry.entries.map(({ name, options }) => {
    if (!(options instanceof z.ZodObject)) {
      fail("OPTION_INVALID", `the options of '${name}'`, "a z.strictObject schema", options);
    }
    return options.safeExtend({ name: z.literal(name), ...common });
  });
  const [first, ...rest] = members;
  if (first === undefined) fail("OPTION_INVALID", "a registry", "at least one entry", "none");
  const union: z.ZodType = z.discriminatedUnion("name", [first, ...rest]);
  // The members are known at run time only; every one has `name` and the common fields by construction.
  return union as z.ZodType<NamedOptions & z.output<z.ZodObject<C>>, NamedOptions>;
}
