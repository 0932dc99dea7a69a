import type { NamedTensors } from "../runtime/engine.ts";
import { adoptState } from "./adopt-state.ts";
import { checkCheckpointRoot } from "./checkpoint/check-root.ts";
import { currentCheckpoint } from "./checkpoint/current-checkpoint.ts";
import type { Json } from "./checkpoint/manifest.ts";
import { pruneCheckpoints } from "./checkpoint/prune-checkpoints.ts";
import { readCheckpoint } from "./checkpoint/read-checkpoint.ts";
import type { CheckpointKeys } from "./checkpoint/signature.ts";
import { writeCheckpoint } from "./checkpoint/write-checkpoint.ts";
import { compileStep } from "./compile-step.ts";
import { recordOfContract } from "./contract/contract-record.ts";
import type { Aligned } from "./contract/feature-contract.ts";
import type { Learner } from "./learner.ts";
import type { LearnerSpec } from "./learner-spec.ts";
import { encoderTensors } from "./pack-encoder.ts";

export interface CheckpointKeeperOptions {
  readonly root: string;
  /** Newest checkpoints kept. */
  readonly keep: number;
  readonly spec: LearnerSpec;
  readonly seed: number;
  /** Everything needed to use the encoder without the config file; plain JSON. */
  readonly config: unknown;
  /** Versions of what made it, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Whose checkpoints are gone on from, and what new ones are signed with. */
  readonly keys?: CheckpointKeys | undefined;
}

/** Where a learner goes on from. */
interface ResumePoint {
  readonly step: number;
  readonly state: NamedTensors;
  readonly path: string;
}

/** Keeps one sensor's training on disk. */
export interface CheckpointKeeper {
  /**
   * The current checkpoint, if it was made with the same seed and the same model; undefined when
   * there is none, or one of another training (`reason` says which).
   *
   * @throws AppError CHECKPOINT_INVALID when it is damaged, CHECKPOINT_UNTRUSTED, OPTION_INVALID when the
   *   root is a file
   */
  latest(): Promise<{ readonly resume?: ResumePoint; readonly reason?: string }>;
  /** @param aligned the contract that the present encoder answers under, kept with it */
  save(
    learner: Learner,
    aligned?: Aligned,
  ): Promise<{ readonly path: string; readonly version: string }>;
}

export function createCheckpointKeeper(options: CheckpointKeeperOptions): CheckpointKeeper {
  const { root, keep, spec, seed, config, versions, keys } = options;
  const { sensor } = spec;
  // Through JSON, so that what is compared is what was written.
  const content = JSON.parse(JSON.stringify({ learner: spec, config })) as Json;
  /** The state written last: the next one is read into its memory. */
  let spare: NamedTensors | undefined;
  return {
    latest: async () => {
      await checkCheckpointRoot(root);
      if ((await currentCheckpoint(root, sensor)) === undefined) return {};
      const { manifest, state, path } = await readCheckpoint(root, sensor, { trust: keys?.trust });
      if (manifest.seed !== seed) {
        return { reason: `${path} was trained from seed ${manifest.seed}, not ${seed}` };
      }
      const adopted = adoptState(compileStep(spec), state, seed);
      if (!adopted) {
        return { reason: `${path} holds another model than this configuration asks for` };
      }
      return { resume: { step: manifest.step, state: adopted, path } };
    },
    save: async (learner, aligned) => {
      const state = await learner.state(spare);
      spare = state;
      const contract = aligned && recordOfContract(aligned);
      const written = await writeCheckpoint(root, {
        sensor,
        step: learner.step,
        seed,
        config: content,
        versions,
        state: { ...state, ...contract?.tensors },
        modelTensors: [...encoderTensors(spec)],
        extra: contract?.extra ?? null,
        signer: keys?.sign,
      });
      await pruneCheckpoints(root, sensor, { keep });
      return { path: written.path, version: written.modelVersion };
    },
  };
}
