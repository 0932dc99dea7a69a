import { fail } from "./errors.ts";

/** A closed, read-only list of named things of one kind. */
export interface Registry<T> {
  readonly names: readonly string[];
  readonly entries: readonly T[];
  has(name: string): boolean;
  /** @throws AppError REGISTRY_UNKNOWN, naming every known entry. */
  get(name: string): T;
}

/**
 * Builds a read-only registry from a literal list. There is no `register()`: what is not in the
 * list does not exist, so reading one file tells what the program can do.
 *
 * @throws AppError REGISTRY_DUPLICATE when two entries share a name.
 */
export function defineRegistry<T extends { readonly name: string }>(
  kind: string,
  entries: readonly T[],
): Registry<T> {
  const byName = new Map<string, T>();
  for (const entry of entries) {
    if (byName.has(entry.name)) fail("REGISTRY_DUPLICATE", kind, entry.name);
    byName.set(entry.name, entry);
  }
  const names = [...byName.keys()];
  return {
    names,
    entries,
    has: (name) => byName.has(name),
    get: (name) => byName.get(name) ?? fail("REGISTRY_UNKNOWN", kind, name, names),
  };
}
