import { fail } from "../core/errors.ts";
import type { ParameterSpec } from "../graph/parameters.ts";

/**
 * A test of whether a parameter stays as it is, by the patterns of `learn.step.freeze`: `*` is any part
 * of a name up to the next "/", `**` any part at all, and everything else itself.
 */
export function frozenBy(patterns: readonly string[]): (name: string) => boolean {
  const expressions = patterns.map(toExpression);
  return (name) => expressions.some((expression) => expression.test(name));
}

/** The parameters that are trained, and those that the patterns name. */
export function divideFrozen(
  parameters: readonly ParameterSpec[],
  patterns: readonly string[],
): { readonly trained: readonly ParameterSpec[]; readonly frozen: readonly ParameterSpec[] } {
  const isFrozen = frozenBy(patterns);
  return {
    trained: parameters.filter(({ name }) => !isFrozen(name)),
    frozen: parameters.filter(({ name }) => isFrozen(name)),
  };
}

/**
 * Refuses patterns that name nothing, which a misspelt stage would do without a word, and those that
 * leave nothing to train.
 *
 * @param names of all parameters
 * @throws AppError OPTION_INVALID
 */
export function requireFreezable(patterns: readonly string[], names: readonly string[]): void {
  for (const pattern of patterns) {
    if (names.some(frozenBy([pattern]))) continue;
    const known = [...new Set(names.map((name) => name.split("/").slice(0, 2).join("/")))];
    const expected = `a pattern of parameters, which are called ${known.map((n) => `${n}/…`).join(", ")},`;
    fail("OPTION_INVALID", "learn.step.freeze", expected, pattern);
  }
  if (names.every(frozenBy(patterns))) {
    const expected = "patterns that leave a parameter to train";
    fail("OPTION_INVALID", "learn.step.freeze", expected, patterns.join(", "));
  }
}

function toExpression(pattern: string): RegExp {
  const parts = pattern.split(/(\*\*|\*)/).map((part) => {
    if (part === "**") return ".*";
    if (part === "*") return "[^/]*";
    return part.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&");
  });
  return new RegExp(`^${parts.join("")}$`);
}
