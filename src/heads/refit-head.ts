import type { Matrix } from "../core/matrix.ts";
import { isFiniteMatrix } from "../core/matrix.ts";
import type { Sample } from "../frames/sample.ts";
import type { Engine } from "../runtime/engine.ts";
import type { HeadBinding, HeadModel } from "./head.ts";
import type { Head } from "./head-schema.ts";
import { readHeadSamples } from "./head-store.ts";
import { headValidity } from "./head-validity.ts";
import { headKinds } from "./kinds/index.ts";

/** A head as it answers on one model's features. Plain data. */
export interface ServingHead {
  readonly name: string;
  readonly model: HeadModel;
  /** How it came to fit the model; `stale`: it does not, and must not be acted on. */
  readonly origin: "exact" | "carried" | "refitted" | "stale";
  /** Why it is stale. */
  readonly problem?: string | undefined;
}

/**
 * The head for a model: as it is, carried over by the feature contract, fitted again from the labelled
 * frames kept with it, or else stale. A stale head whose features have another length says nothing at all.
 *
 * @param encode published vectors of the samples by that model, [n, D]
 * @returns undefined when it cannot answer on vectors of the model's length
 */
export async function serveHead(
  head: Head,
  options: {
    readonly root: string;
    readonly binding: HeadBinding;
    readonly dimension: number;
    readonly encode: (samples: readonly Sample[]) => Promise<Matrix>;
    readonly engine: () => Promise<Engine>;
    readonly threads: number;
  },
): Promise<ServingHead | undefined> {
  const { root, binding, dimension, encode, engine, threads } = options;
  const { name, kind, seed } = head;
  const validity = headValidity(head, binding);
  if (validity !== "foreign" && head.model.dimension === dimension) {
    return { name, model: head.model, origin: validity };
  }
  try {
    const kept = await readHeadSamples(root, head);
    if (!kept) throw new Error("its labelled frames were not kept");
    const features = await encode(kept.samples);
    if (!isFiniteMatrix(features)) throw new Error("the features of its frames are not finite");
    const { model } = await headKinds
      .get(kind)
      .fit({ features, labels: kept.labels, seed, engine, threads });
    return { name, model, origin: "refitted" };
  } catch (error) {
    if (head.model.dimension !== dimension) return undefined;
    const problem = error instanceof Error ? error.message : String(error);
    return { name, model: head.model, origin: "stale", problem };
  }
}
