import { z } from "zod";
import { suggestion } from "./nearest-word.ts";
import { unitOf } from "./unit-of.ts";

type RawIssue = Parameters<z.core.$ZodErrorMap>[0];

const kinds: Readonly<Record<string, string>> = {
  number: "a number",
  int: "a whole number",
  string: "text",
  boolean: "true or false",
  object: "a section with named fields",
  record: "a section with named fields",
  array: "a list",
};

/** A received value as a person would recognise it from the file. */
function received(value: unknown): string {
  if (value === undefined || value === null) return "nothing";
  if (typeof value === "string")
    return `text '${value.length > 60 ? `${value.slice(0, 57)}…` : value}'`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object") return "a section with named fields";
  return typeof value === "number" || typeof value === "boolean" ? String(value) : typeof value;
}

function withUnit(what: string, path: readonly PropertyKey[] | undefined): string {
  const unit = unitOf(path ?? []);
  if (unit === undefined) return what;
  return unit.startsWith("a ") ? `${what} (${unit})` : `${what} of ${unit}`;
}

function measure(issue: RawIssue, bound: string): string {
  if (issue.code !== "too_small" && issue.code !== "too_big") return bound;
  if (issue.origin === "string") return `text of ${bound} characters`;
  if (issue.origin === "array" || issue.origin === "set") return `a list of ${bound} entries`;
  const unit = unitOf(issue.path ?? []);
  if (unit === undefined) return bound;
  return unit.startsWith("a ") ? `${bound} (${unit})` : `${bound} ${unit}`;
}

function knownKeys(schema: unknown): readonly string[] {
  return schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
}

/**
 * Says what is wrong with one value: what was expected, with its unit, and what was received. The
 * field's name is put in front by whoever knows the file. Used as zod's error map.
 */
export function describeIssue(issue: RawIssue): string | undefined {
  switch (issue.code) {
    case "unrecognized_keys": {
      const known = knownKeys(issue.inst);
      // One line a key, in the order of the keys: the caller puts each key's path in front.
      return issue.keys.map((key) => `unknown field${suggestion(key, known)}`).join("\n");
    }
    case "invalid_type":
      return `expected ${withUnit(kinds[issue.expected] ?? issue.expected, issue.path)}, received ${received(issue.input)}`;
    case "too_small": {
      const bound = `${issue.inclusive === false ? "more than" : "at least"} ${issue.minimum}`;
      return `expected ${measure(issue, bound)}, received ${received(issue.input)}`;
    }
    case "too_big": {
      const bound = `${issue.inclusive === false ? "less than" : "at most"} ${issue.maximum}`;
      return `expected ${measure(issue, bound)}, received ${received(issue.input)}`;
    }
    case "not_multiple_of":
      return `expected a multiple of ${issue.divisor}, received ${received(issue.input)}`;
    case "invalid_value":
      return oneOf(issue.values.map(String), issue.input);
    case "invalid_union": {
      if (issue.discriminator === undefined) return undefined;
      const field = issue.discriminator;
      const value = z.record(z.string(), z.unknown()).safeParse(issue.input).data?.[field];
      return oneOf(z.array(z.coerce.string()).safeParse(issue.options).data ?? [], value);
    }
    case "invalid_key":
      return `the name may hold letters, digits and _ . : - only`;
    case "invalid_format":
      return `expected ${issue.format === "regex" ? "letters, digits and _ . : - only" : `a ${issue.format}`}, received ${received(issue.input)}`;
    case "custom":
    case "invalid_element":
      return undefined;
  }
}

function oneOf(values: readonly string[], input: unknown): string {
  const near = typeof input === "string" ? suggestion(input, values) : "";
  const hint = near.startsWith("; did") ? near : "";
  return `expected ${values.length === 1 ? "" : "one of "}${values.join(", ")}, received ${received(input)}${hint}`;
}
