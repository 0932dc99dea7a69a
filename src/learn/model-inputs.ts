import { input } from "../graph/leaves.ts";
import type { Value } from "../graph/value.ts";
import type { ClipTime } from "../objectives/objective.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { modelChannels } from "./model-input.ts";
import { needsOf } from "./objective-needs.ts";

/**
 * A step's clips; the first axis of each is the clip: the frames [B, H, W, 3], the seconds from
 * `current` to `next` [B], and what the objectives ask for: times [B] and draws such as `mae/noise`.
 */
export type Clips = Readonly<Record<"previous" | "current" | "next" | "horizonS", Value>> &
  Readonly<Partial<Record<ClipTime, Value>>> &
  Readonly<Record<string, Value>>;

/** Everything that a model reads besides its parameters. */
export interface ModelInputs {
  readonly clips: Clips;
  /** Draws for the whole batch, by name: `sigreg/directions`. */
  readonly draws: Readonly<Record<string, Value>>;
  /** State of the objectives, by name: `moco/queue`. */
  readonly state: Readonly<Record<string, Value>>;
}

/** The inputs that a batch of the spec's size arrives by. */
export function modelInputs(spec: LearnerSpec): ModelInputs {
  const { batch, height, width } = spec;
  const { times, draws, state } = needsOf(spec);
  const named = (
    tensors: readonly { readonly name: string; readonly shape: readonly number[] }[],
  ) => Object.fromEntries(tensors.map(({ name, shape }) => [name, input(name, "float32", shape)]));
  const shape = [batch, height, width, modelChannels];
  const frames = {
    previous: input("previous", "float32", shape),
    current: input("current", "float32", shape),
    next: input("next", "float32", shape),
    horizonS: input("horizonS", "float32", [batch]),
  };
  return {
    clips: {
      ...frames,
      ...named(times.map((name) => ({ name, shape: [batch] }))),
      ...named(draws.filter((draw) => draw.of === "clip")),
    },
    draws: named(draws.filter((draw) => draw.of === "batch")),
    state: named(state),
  };
}

/** The tensors of one objective by their own names: `moco/queue` is `queue` of `moco`. */
export function below(
  objective: string,
  tensors: Readonly<Record<string, Value>>,
): Readonly<Record<string, Value>> {
  const prefix = `${objective}/`;
  return Object.fromEntries(
    Object.entries(tensors).flatMap(([name, value]) =>
      name.startsWith(prefix) ? [[name.slice(prefix.length), value]] : [],
    ),
  );
}
