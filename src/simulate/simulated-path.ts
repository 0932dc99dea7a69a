import { fail } from "../core/errors.ts";
import type { WorldEvent } from "./events.ts";
import { resolveWorldOptions, type CameraSpec, type LidarSpec } from "./world-options.ts";
import type { WorldOptions } from "./world-options.ts";

const scheme = "sim:";
const defaultSeconds = 60;
const longestSeconds = 86_400;
const parameters = [
  "camera",
  "coveredAtS",
  "day",
  "dwellFactor",
  "fovDownDeg",
  "fovUpDeg",
  "hFovDeg",
  "lidar",
  "maxRangeM",
  "rateHz",
  "seconds",
  "seed",
  "thrownAtS",
] as const;
type Parameter = (typeof parameters)[number];

/** A stretch of the built-in world, as a path names it. */
export interface SimulatedPath {
  readonly world: WorldOptions;
  /** How many ticks it lasts, ≥ 1. */
  readonly ticks: number;
}

/** Whether `path` names the built-in world rather than a file. */
export function isSimulated(path: string): boolean {
  return path.startsWith(scheme);
}

/**
 * Reads a path like `sim:city?seed=3&seconds=120&camera=96x32&lidar=16x256&rateHz=10`; `camera=off`
 * or `lidar=off` leaves a sensor out; `day=1` is another day in the same place, `dwellFactor=20` a day of
 * long stops; `hFovDeg` is the camera's, `fovUpDeg`, `fovDownDeg` and `maxRangeM` are the lidar's;
 * `thrownAtS` and `coveredAtS` say when something is thrown past the camera and when its lens is covered.
 * What is not said has the world's default; `seconds` is 60.
 *
 * @throws AppError OPTION_INVALID naming the parameter, what was expected and what came
 */
export function parseSimulatedPath(path: string): SimulatedPath {
  const [scene = "", query = ""] = path.slice(scheme.length).split("?", 2);
  const given = readParameters(path, query);
  const number = (name: Parameter): number | undefined => {
    const text = given.get(name);
    if (text === undefined) return undefined;
    const value = text === "" ? NaN : Number(text);
    if (!Number.isFinite(value)) fail("OPTION_INVALID", `'${name}' in ${path}`, "a number", text);
    return value;
  };
  const camera = sensor<CameraSpec>(path, "camera", given.get("camera"), "WIDTHxHEIGHT", {
    names: ["width", "height"],
    others: { hFovDeg: number("hFovDeg") },
  });
  const lidar = sensor<LidarSpec>(path, "lidar", given.get("lidar"), "RINGSxCOLUMNS", {
    names: ["rings", "columns"],
    others: {
      fovUpDeg: number("fovUpDeg"),
      fovDownDeg: number("fovDownDeg"),
      maxRangeM: number("maxRangeM"),
    },
  });
  const world: WorldOptions = {
    scene: scene === "" ? "city" : scene,
    ...without({
      seed: number("seed"),
      day: number("day"),
      dwellFactor: number("dwellFactor"),
      rateHz: number("rateHz"),
    }),
    camera,
    lidar,
    events: eventsOf({ thrown: number("thrownAtS"), covered: number("coveredAtS") }),
  };
  const { rateHz } = resolveWorldOptions(world);
  const seconds = number("seconds") ?? defaultSeconds;
  if (!(seconds > 0 && seconds <= longestSeconds)) {
    const expected = `more than 0 and at most ${longestSeconds} seconds`;
    fail("OPTION_INVALID", `'seconds' in ${path}`, expected, seconds);
  }
  return { world, ticks: Math.max(1, Math.round(seconds * rateHz)) };
}

/** How long each takes. */
const lastsS = { thrown: 1, covered: 3 } as const;

function eventsOf(
  atS: Readonly<Record<WorldEvent["kind"], number | undefined>>,
): readonly WorldEvent[] {
  return (["thrown", "covered"] as const).flatMap((kind) => {
    const start = atS[kind];
    return start === undefined ? [] : [{ kind, atS: start, forS: lastsS[kind] }];
  });
}

function readParameters(path: string, query: string): ReadonlyMap<Parameter, string> {
  const given = new Map<Parameter, string>();
  for (const [name, value] of new URLSearchParams(query)) {
    const known = parameters.find((parameter) => parameter === name);
    if (known === undefined) {
      fail("OPTION_INVALID", `a parameter of ${path}`, `one of ${parameters.join(", ")}`, name);
    }
    given.set(known, value);
  }
  return given;
}

/** `96x32` and what else is said of a sensor, as its options; `off` = false. */
function sensor<Spec extends CameraSpec | LidarSpec>(
  path: string,
  name: string,
  text: string | undefined,
  expected: string,
  fields: {
    readonly names: readonly [keyof Spec, keyof Spec];
    readonly others: Readonly<Record<string, number | undefined>>;
  },
): Partial<Spec> | false {
  const others = without(fields.others) as Partial<Spec>;
  if (text === "off") return false;
  if (text === undefined) return others;
  const size = /^(\d+)x(\d+)$/.exec(text);
  if (size === null) fail("OPTION_INVALID", `'${name}' in ${path}`, `${expected} or off`, text);
  const [first, second] = fields.names;
  return { ...others, [first]: Number(size[1]), [second]: Number(size[2]) };
}

/** `values` without those that are undefined: absent and undefined differ to a spread. */
function without(values: Readonly<Record<string, number | undefined>>): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const [name, value] of Object.entries(values)) if (value !== undefined) kept[name] = value;
  return kept;
}
