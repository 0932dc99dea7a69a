import { AppError } from "../core/errors.ts";
import {
  bringUnderContract,
  type Aligned,
  type ContractOptions,
  type FeatureContract,
} from "./contract/feature-contract.ts";
import type { Learner } from "./learner.ts";
import type { PackedEncoder } from "./pack-encoder.ts";

/** An encoder that passed the health gate, on trial on live frames. */
export interface Candidate {
  readonly step: number;
  readonly encoder: PackedEncoder;
  /** Absent where there were too few frames to found a contract. */
  readonly aligned?: Aligned | undefined;
}

/** The present encoder under its contract, or why it cannot be brought there. */
export async function nominate(
  learner: Learner,
  options: {
    readonly contract: FeatureContract | undefined;
    readonly contractOptions: ContractOptions;
  },
): Promise<Candidate | { readonly refused: string }> {
  const { contract, contractOptions } = options;
  try {
    const aligned = await bringUnderContract({
      contract,
      fresh: learner.spreadSamples(contractOptions.anchors),
      encode: (samples) => learner.features(samples),
      channels: learner.grid.channels,
      options: contractOptions,
      nowMs: Date.now(),
    });
    const packed = await learner.pack(aligned?.map);
    const encoder = { ...packed, contract: aligned?.standing, bridge: aligned?.bridge };
    return { step: learner.step, encoder, aligned };
  } catch (error) {
    if (error instanceof AppError && error.code === "FEATURES_NOT_FINITE") {
      return { refused: error.message };
    }
    throw error;
  }
}
