import { InvalidArgumentError } from "commander";
import { z } from "zod";
import { fail } from "../core/errors.ts";
import { describeIssue } from "../config/describe-issue.ts";

/** Bounds of a number given on the command line. */
interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
  readonly isWhole?: boolean;
  /** What it counts, in the message: `seconds`. */
  readonly unit?: string;
}

/** An option parser for commander: a finite number within bounds. */
export function numberOption(bounds: NumberBounds = {}): (text: string) => number {
  const { min = -Infinity, max = Infinity, isWhole = false, unit } = bounds;
  const kind = `${isWhole ? "a whole number" : "a number"}${unit === undefined ? "" : ` of ${unit}`}`;
  const range = [
    ...(min > -Infinity ? [`at least ${min}`] : []),
    ...(max < Infinity ? [`at most ${max}`] : []),
  ].join(" and ");
  return (text) => {
    const value = text.trim() === "" ? NaN : Number(text);
    if (
      !Number.isFinite(value) ||
      value < min ||
      value > max ||
      (isWhole && !Number.isInteger(value))
    ) {
      throw new InvalidArgumentError(`expected ${kind}${range === "" ? "" : `, ${range}`}.`);
    }
    return value;
  };
}

/** An option parser for commander: may be given several times. */
export function repeated(text: string, before: readonly string[] | undefined): readonly string[] {
  return [...(before ?? []), text];
}

/** `192x64` → [192, 64]. */
export function sizeOption(text: string): readonly [number, number] {
  const match = /^(\d{1,5})x(\d{1,5})$/i.exec(text);
  if (!match) throw new InvalidArgumentError("expected two whole numbers such as 192x64.");
  return [Number(match[1]), Number(match[2])];
}

/**
 * Gives commander's untyped options their types.
 * @throws AppError USAGE_INVALID naming the option
 */
export function readOptions<S extends z.ZodType>(schema: S, raw: unknown): z.output<S> {
  const result = schema.safeParse(raw, { error: describeIssue });
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const name = issue?.path.map(String).join(".") ?? "";
  return fail(
    "USAGE_INVALID",
    name === "" ? "the options" : `--${name}`,
    issue?.message ?? "not valid",
  );
}
