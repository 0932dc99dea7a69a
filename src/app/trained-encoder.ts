import { z } from "zod";
import { configSchema, type Config } from "../config/config.ts";
import { fail } from "../core/errors.ts";
import type { HeadBinding } from "../heads/head.ts";
import { readContract } from "../learn/contract/contract-record.ts";
import { readCheckpoint } from "../learn/checkpoint/read-checkpoint.ts";
import type { NamedTensors } from "../runtime/engine.ts";

/** What training left behind: the whole state and the configuration it was made with. */
export interface TrainedEncoder {
  readonly config: Config;
  readonly state: NamedTensors;
  /** What heads fitted on its features are bound to. */
  readonly binding: HeadBinding;
}

/**
 * Reads a sensor's current checkpoint for use without its configuration file.
 * @throws AppError CHECKPOINT_MISSING, CHECKPOINT_INVALID
 */
export async function readTrainedEncoder(root: string, sensor: string): Promise<TrainedEncoder> {
  const { manifest, state, path } = await readCheckpoint(root, sensor);
  const parsed = z.object({ config: configSchema }).safeParse(manifest.config);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const problem = `its configuration is of another version: ${issue?.message ?? ""}`;
    fail("CHECKPOINT_INVALID", path, problem);
  }
  const contract = readContract(sensor, { extra: manifest.extra, state });
  return {
    config: { ...parsed.data.config, seed: manifest.seed },
    state,
    binding: { modelVersion: manifest.modelVersion, contractVersion: contract?.standing.version },
  };
}
