import { parseDocument } from "yaml";
import { fail } from "../core/errors.ts";

/** One `--set path=value`. */
export interface Override {
  readonly path: readonly string[];
  readonly value: unknown;
}

/**
 * Reads `learn.batch=64`; the value is YAML, so `[1, 2]`, `true` and `null` mean what they say.
 * @throws AppError CONFIG_INVALID
 */
export function parseOverride(text: string): Override {
  const equals = text.indexOf("=");
  const path = text.slice(0, Math.max(equals, 0)).split(".");
  if (equals <= 0 || path.some((part) => part === "")) {
    fail(
      "CONFIG_INVALID",
      "--set",
      `expected path=value such as learn.batch=64, received '${text}'`,
    );
  }
  const document = parseDocument(text.slice(equals + 1));
  const [error] = document.errors;
  if (error)
    fail("CONFIG_INVALID", `--set ${path.join(".")}`, error.message.split("\n", 1)[0] ?? "");
  return { path, value: document.toJS() as unknown };
}

/**
 * A copy of `root` with one value replaced; sections on the way are made where absent, `null`
 * removes the field. Whether the field exists is the schema's business.
 *
 * @throws AppError CONFIG_INVALID when the path goes through something that has no fields
 */
export function applyOverride(root: unknown, { path, value }: Override): unknown {
  const place = `--set ${path.join(".")}`;
  const at = (node: unknown, depth: number): unknown => {
    const key = path[depth];
    if (key === undefined) return value;
    const isLast = depth === path.length - 1;
    if (Array.isArray(node)) {
      const index = Number(key);
      if (!Number.isInteger(index) || index < 0 || index > node.length) {
        fail(
          "CONFIG_INVALID",
          place,
          `expected a position from 0 to ${node.length} in the list, received '${key}'`,
        );
      }
      if (isLast && value === null) return node.toSpliced(index, 1);
      return node.toSpliced(index, 1, at(node[index], depth + 1));
    }
    if (node !== undefined && node !== null && typeof node !== "object") {
      fail(
        "CONFIG_INVALID",
        place,
        `'${path.slice(0, depth).join(".")}' is a plain value and has no field '${key}'`,
      );
    }
    const fields = new Map(Object.entries(node ?? {}) as [string, unknown][]);
    if (isLast && value === null) fields.delete(key);
    else fields.set(key, at(fields.get(key), depth + 1));
    return Object.fromEntries(fields);
  };
  return at(root, 0);
}
