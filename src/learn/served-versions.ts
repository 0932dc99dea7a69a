import type { KeyObject } from "node:crypto";
import { join } from "node:path";
import { compileEncoder } from "./compile-encoder.ts";
import { readContract, type KeptContract } from "./contract/contract-record.ts";
import { sensorFolder } from "./checkpoint/checkpoint-path.ts";
import { currentCheckpoint } from "./checkpoint/current-checkpoint.ts";
import { promotedNames } from "./checkpoint/promoted.ts";
import { openCheckpoint } from "./checkpoint/read-checkpoint.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { packEncoder, type PackedEncoder } from "./pack-encoder.ts";
import { packForesight } from "./pack-foresight.ts";

/** An encoder that was promoted, ready to answer, and the contract that it answers under. */
export interface ServedVersion {
  readonly encoder: PackedEncoder;
  readonly kept?: KeptContract | undefined;
}

/**
 * The last promoted encoders on the disk, oldest first: the newest answers after a start, the others can be
 * gone back to. Each was read whole, every hash checked; one that is damaged, of another model or signed by nobody
 * that is trusted is left out.
 *
 * @param options.keep most of them
 * @param options.onDamaged hears of each that was left out
 * @param options.trust whose signature they must have; absent = none is needed
 */
export async function servedVersions(
  root: string,
  spec: LearnerSpec,
  options: {
    readonly keep: number;
    readonly onDamaged: (sentence: string) => void;
    readonly trust?: readonly KeyObject[] | undefined;
  },
): Promise<readonly ServedVersion[]> {
  const folder = sensorFolder(root, spec.sensor);
  const current = await currentCheckpoint(root, spec.sensor);
  if (current === undefined) return [];
  const { parameters } = compileEncoder(spec, 1);
  const versions: ServedVersion[] = [];
  for (const name of (await promotedNames(folder, current)).toReversed()) {
    if (versions.length === options.keep) break;
    try {
      const { manifest, state } = await openCheckpoint(join(folder, name), {
        trust: options.trust,
      });
      const fits = parameters.every((p) => state[p.name]?.shape.join() === p.shape.join());
      if (!fits) continue;
      const kept = readContract(spec.sensor, { extra: manifest.extra, state });
      const packed = packEncoder(spec, { state, step: manifest.step, batch: 1 });
      const foresight = packForesight(spec, state);
      versions.push({
        encoder: {
          ...packed,
          foresight,
          contract: kept?.standing,
          bridge: kept?.contract.before,
        },
        kept,
      });
    } catch (error) {
      options.onDamaged(error instanceof Error ? error.message : String(error));
    }
  }
  return versions.toReversed();
}
