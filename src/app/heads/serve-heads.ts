import { matrixFromRows, type Matrix } from "../../core/matrix.ts";
import type { Sample } from "../../frames/sample.ts";
import type { HeadBinding } from "../../heads/head.ts";
import { readHeads } from "../../heads/head-store.ts";
import { serveHead, type ServingHead } from "../../heads/refit-head.ts";
import type { PackedEncoder } from "../../learn/pack-encoder.ts";
import type { Engine } from "../../runtime/engine.ts";
import { openLiveEncoder } from "../live-encoder.ts";

/** The heads of a sensor for one encoder, and what is to be told about them. Plain data. */
export interface ServedHeads {
  readonly heads: readonly ServingHead[];
  /** A sentence each: damaged files, stale heads. */
  readonly problems: readonly string[];
}

/**
 * Reads a sensor's heads and makes each fit an encoder: as it is, carried over, or fitted again on its
 * labelled frames, which that encoder answers first. Takes a second or so when heads are fitted again.
 *
 * @param engine asked for only when a head has to be fitted again
 */
export async function serveHeads(options: {
  readonly root: string;
  readonly sensor: string;
  readonly encoder: PackedEncoder;
  readonly binding: HeadBinding;
  readonly engine: () => Promise<Engine>;
  readonly threads: number;
}): Promise<ServedHeads> {
  const { root, sensor, encoder, binding, engine, threads } = options;
  const dimension = encoder.output.shape.slice(1).reduce((a, b) => a * b, 1);
  const encode = async (samples: readonly Sample[]): Promise<Matrix> => {
    const live = await openLiveEncoder({ engine: await engine(), threads, encoder });
    try {
      const rows: Float32Array[] = [];
      for (const sample of samples) rows.push((await live.answer(sample)).embedding);
      return matrixFromRows(rows);
    } finally {
      await live.close();
    }
  };
  const heads: ServingHead[] = [];
  const problems: string[] = [];
  for (const read of await readHeads(root, sensor)) {
    if ("problem" in read) {
      problems.push(`${sensor}: head '${read.name}' is left out: ${read.problem}`);
      continue;
    }
    const serving = { root, binding, dimension, encode, engine, threads };
    const head = await serveHead(read.head, serving);
    if (!head) {
      problems.push(`${sensor}: head '${read.name}' is left out: it is of other features`);
      continue;
    }
    if (head.origin === "stale") {
      problems.push(`${sensor}: head '${head.name}' is stale: ${head.problem ?? ""}`);
    }
    heads.push(head);
  }
  return { heads, problems };
}
