import type { Initializer } from "../graph/parameters.ts";
import type { Shape } from "../graph/value.ts";
import { objectives } from "../objectives/index.ts";
import type { ClipTime, Draw } from "../objectives/objective.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { optionsOf } from "./options-of.ts";

/** A draw under its whole name, and its whole shape. */
export interface NamedDraw extends Draw {
  readonly name: string;
}

/** Everything that the objectives of a spec need besides frames and horizons; names are `moco/queue`. */
export interface ModelNeeds {
  readonly times: readonly ClipTime[];
  readonly draws: readonly NamedDraw[];
  readonly state: readonly {
    readonly name: string;
    readonly shape: Shape;
    readonly init: Initializer;
  }[];
}

/** Gathers what the objectives ask for. */
export function needsOf(spec: LearnerSpec): ModelNeeds {
  const all = spec.objectives.map((entry) => ({
    of: entry.name,
    needs: objectives.get(entry.name).needs(optionsOf(entry), spec),
  }));
  const times = new Set(all.flatMap(({ needs }) => needs.times ?? []));
  return {
    times: (["gapS", "stampS"] as const).filter((name) => times.has(name)),
    draws: all.flatMap(({ of, needs }) =>
      Object.entries(needs.draws ?? {}).map(([name, draw]) => ({
        ...draw,
        name: `${of}/${name}`,
        shape: draw.of === "clip" ? [spec.batch, ...draw.shape] : draw.shape,
      })),
    ),
    state: all.flatMap(({ of, needs }) =>
      Object.entries(needs.state ?? {}).map(([name, own]) => ({ ...own, name: `${of}/${name}` })),
    ),
  };
}
