import { AppError, fail } from "../core/errors.ts";
import type { Engine, EngineOptions } from "./engine.ts";
import { engines } from "./index.ts";
import { recogniseDevice } from "./recognise-device.ts";

/** An engine with all it takes to create it again, in another thread, and why it is this one. Plain data. */
export interface EngineChoice extends EngineOptions {
  readonly name: string;
  /** One sentence; names what was tried before, and why it was not taken. */
  readonly reason: string;
}

/** What a configuration asks for. */
interface Wanted {
  readonly name: string;
  readonly provider: string;
  /** Over those of the profile, each by itself. */
  readonly options?: Readonly<Record<string, string | number | boolean>> | undefined;
}

/** One line of a device profile. */
interface Candidate {
  readonly engine: string;
  readonly provider: string;
  readonly options?: Readonly<Record<string, string | number | boolean>> | undefined;
  readonly libraries?: readonly string[] | undefined;
}

/**
 * Creates the engine that the configuration wants, or where that says `auto` the first of the device
 * profile's that runs here. What was tried in vain is in the choice's reason: a fall-back is never
 * silent.
 *
 * @param options.profile for a test; absent = of this device
 * @throws AppError ENGINE_PROVIDER_UNUSABLE when the only one that is wanted does not run;
 *   ENGINE_NONE_USABLE when none of several does; DEVICE_PROFILE_…
 */
export async function chooseEngine(
  wanted: Wanted,
  options: {
    /** As of `EngineOptions`. */
    readonly cacheFolder?: string | undefined;
    readonly profile?: { readonly name: string; readonly engines: readonly Candidate[] };
  } = {},
): Promise<{ readonly engine: Engine; readonly choice: EngineChoice }> {
  const profile = options.profile ?? (await recogniseDevice()).profile;
  const candidates = candidatesOf(wanted, profile.engines);
  const refused: string[] = [];
  for (const candidate of candidates) {
    const choice = {
      name: candidate.engine,
      provider: candidate.provider,
      providerOptions: textOptions({ ...candidate.options, ...wanted.options }),
      libraries: candidate.libraries ?? [],
      cacheFolder: options.cacheFolder,
    };
    try {
      const engine = await engines.get(choice.name).create(choice);
      const reason = reasonFor(wanted, profile.name, refused);
      return { engine, choice: { ...choice, isTried: true, reason } };
    } catch (error) {
      const isUnusable = error instanceof AppError && error.code === "ENGINE_PROVIDER_UNUSABLE";
      if (!isUnusable || candidates.length === 1) throw error;
      refused.push(error.message);
    }
  }
  fail("ENGINE_NONE_USABLE", refused);
}

/** What the profile has of it; else what can be made of the names, in the order of the registry. */
function candidatesOf(
  { name, provider }: { readonly name: string; readonly provider: string },
  known: readonly Candidate[],
): readonly Candidate[] {
  const isWanted = (candidate: Candidate): boolean =>
    (name === "auto" || candidate.engine === name) &&
    (provider === "auto" || candidate.provider === provider);
  // TensorRT builds its engines for minutes and cannot train: it is taken where it is asked for by name.
  const isForAll = ({ provider: own }: Candidate): boolean =>
    provider === own || own !== "tensorrt";
  const fitting = known.filter((candidate) => isWanted(candidate) && isForAll(candidate));
  if (fitting.length > 0) return fitting;
  const names = name === "auto" ? engines.names : [name];
  return names.map((engine) => ({ engine, provider: provider === "auto" ? "cpu" : provider }));
}

function textOptions(options: Candidate["options"] = {}): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [key, String(value)]));
}

function reasonFor(
  { name, provider }: { readonly name: string; readonly provider: string },
  profile: string,
  refused: readonly string[],
): string {
  if (refused.length > 0) return `the first that runs here; ${refused.join("; ")}`;
  return name === "auto" || provider === "auto"
    ? `the first choice of device profile ${profile}`
    : "named in the configuration";
}
