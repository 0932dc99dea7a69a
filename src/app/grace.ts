import type { Clock } from "../core/clock.ts";
import { timesTransposed } from "../core/matrix-product.ts";
import { matrixFrom, transpose, type Matrix } from "../core/matrix.ts";
import type { ContractBridge } from "../learn/contract/feature-contract.ts";
import type { PreviousFeatures } from "../publish/feature-message.ts";
import type { Answer } from "./live-encoder.ts";

/** Features under the contract before, for a time after a contract has changed. */
export interface Grace {
  /** The same frame under the contract before; undefined when nobody needs it any more. */
  previous(answer: Answer): PreviousFeatures | undefined;
}

/**
 * Begins when the first answer of a new contract comes; after a restart it goes on for what is left of it. One linear map over the published vector, D² products
 * a frame: every encoder of the new contract speaks its basis, so the map found at the change serves them all.
 *
 * @param seconds how long
 */
export function createGrace(clock: Clock, seconds: number): Grace {
  let bridge: ContractBridge | undefined;
  /** The bridge's matrix, ready for products with rows. */
  let columns: Matrix | undefined;
  let version = 0;
  let untilMs = -Infinity;
  return {
    previous: ({ contract, bridge: own, embedding }) => {
      if (contract === undefined) return undefined;
      if (own && own !== bridge) {
        bridge = own;
        columns = transpose(own.map.matrix);
        ({ version } = contract);
        const nowMs = Number(clock.wallNs() / 1_000_000n);
        // A clock that was set must not give more than the whole time, nor take what is left for ever.
        const passedMs = Math.max(0, nowMs - (own.sinceMs ?? nowMs));
        untilMs = clock.monotonicMs() + 1000 * seconds - passedMs;
      }
      if (!bridge || !columns || contract.version !== version) return undefined;
      if (clock.monotonicMs() >= untilMs) return undefined;
      const { offset } = bridge.map;
      const row = timesTransposed(matrixFrom(embedding, 1, embedding.length), columns).data;
      return {
        contractVersion: bridge.version,
        residual: bridge.residual,
        embedding: Float32Array.from(row, (value, i) => value + offset[i]!),
      };
    },
  };
}
