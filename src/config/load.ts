import { readFile } from "node:fs/promises";
import { isMap, isPair, LineCounter, parseDocument, type Document } from "yaml";
import type { z } from "zod";
import { appError, fail, failFrom } from "../core/errors.ts";
import type { Device } from "../runtime/recognise-device.ts";
import { configSchema, type Config } from "./config.ts";
import { describeIssue } from "./describe-issue.ts";
import { withDeviceDefaults, type DeviceSetting } from "./device-defaults.ts";
import { applyOverride, parseOverride, type Override } from "./overrides.ts";

/**
 * Reads, overrides and checks a configuration file.
 *
 * @param options.set `path=value` texts, applied in order
 * @throws AppError CONFIG_INVALID naming the file, the line, the field, what was expected and what came
 */
export async function loadConfig(
  path: string,
  options: { readonly set?: readonly string[] | undefined } = {},
): Promise<Config> {
  return parseConfig(await readText(path), { name: path, set: options.set });
}

/** A configuration for the device it runs on. */
export interface DeviceConfig {
  readonly config: Config;
  /** The fields that the device's profile has a say in. */
  readonly settings: readonly DeviceSetting[];
}

/**
 * As `loadConfig`, with the defaults of the device's profile wherever the file says nothing.
 * @throws AppError CONFIG_INVALID
 */
export async function loadDeviceConfig(
  path: string,
  options: { readonly set?: readonly string[] | undefined; readonly device: Device },
): Promise<DeviceConfig> {
  const { device, set } = options;
  let settings: readonly DeviceSetting[] = [];
  const complete = (given: unknown): unknown => {
    const filled = withDeviceDefaults(given, device);
    settings = filled.settings;
    return filled.raw;
  };
  const config = parseConfig(await readText(path), { name: path, set, complete });
  return { config, settings };
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    const code = cause instanceof Error && "code" in cause ? String(cause.code) : "";
    const why = code === "ENOENT" ? "there is no such file" : `it cannot be read (${code})`;
    return failFrom(cause, "CONFIG_INVALID", path, why);
  }
}

/**
 * Checks a configuration given as YAML text. Pure.
 *
 * @param options.complete adds what the text leaves open, before anything is checked
 * @throws AppError CONFIG_INVALID, as `loadConfig`
 */
export function parseConfig(
  text: string,
  options: {
    readonly name: string;
    readonly set?: readonly string[] | undefined;
    readonly complete?: ((raw: unknown) => unknown) | undefined;
  },
): Config {
  const { name, set = [], complete = (given: unknown) => given } = options;
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines });
  const [broken] = document.errors;
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    fail(
      "CONFIG_INVALID",
      `${name}:${line}`,
      `not valid YAML: ${broken.message.split(/ at line |\n/, 1)[0] ?? ""}`,
    );
  }
  const overrides = set.map(parseOverride);
  const raw = overrides.reduce<unknown>(applyOverride, document.toJS());
  const result = configSchema.safeParse(complete(raw), { error: describeIssue });
  if (result.success) return result.data;
  const where = { name, document, lines, overrides };
  const [first, ...rest] = result.error.issues.flatMap(spread).map(({ path, message }) => ({
    source: sourceOf(path, where),
    sentence: path.length === 0 ? message : `${path.map(String).join(".")}: ${message}`,
  }));
  const more = rest.slice(0, 4).map((p) => `${p.source}: ${p.sentence}`);
  throw appError("CONFIG_INVALID", [first!.source, [first!.sentence, ...more].join("; also ")]);
}

interface Problem {
  readonly path: readonly PropertyKey[];
  readonly message: string;
}

/** One problem a field: zod reports all unknown fields of a section as one. */
function spread(issue: z.core.$ZodIssue): readonly Problem[] {
  if (issue.code !== "unrecognized_keys") return [issue];
  const messages = issue.message.split("\n");
  return issue.keys.map((key, i) => ({
    path: [...issue.path, key],
    message: messages[i] ?? issue.message,
  }));
}

interface Source {
  readonly name: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly overrides: readonly Override[];
}

/** Where a field was given: the option, or the file and its line. */
function sourceOf(
  path: readonly PropertyKey[],
  { name, document, lines, overrides }: Source,
): string {
  const keys = path.map(String);
  const override = overrides.findLast((o) => o.path.every((part, i) => keys[i] === part));
  if (override) return `--set ${override.path.join(".")}`;
  const offset = offsetOf(keys, document);
  return offset === undefined ? name : `${name}:${lines.linePos(offset).line}`;
}

/** Where the deepest part of `keys` that the file has begins. */
function offsetOf(keys: readonly string[], document: Document): number | undefined {
  for (let depth = keys.length; depth > 0; depth--) {
    const parent = document.getIn(keys.slice(0, depth - 1), true);
    if (isMap(parent)) {
      const pair = parent.items.find(
        (item) => isPair(item) && String(item.key) === keys[depth - 1],
      );
      const key = pair?.key as { range?: [number, number, number] } | undefined;
      if (key?.range) return key.range[0];
    }
    const node = document.getIn(keys.slice(0, depth), true) as
      { range?: [number, number, number] } | undefined;
    if (node?.range) return node.range[0];
  }
  return undefined;
}
