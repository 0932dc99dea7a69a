import type { Sample } from "../../frames/sample.ts";
import type { ClipTiming } from "../../learn/batch/draw-clip.ts";
import type { PackedForesight } from "../../learn/pack-foresight.ts";
import type { EngineOptions } from "../../runtime/engine.ts";

/** What the surprise thread is started with. Plain data. */
export interface SurpriseThreadData {
  readonly engine: EngineOptions & { readonly name: string };
  readonly threads: number;
}

/** What is asked of a sensor's judge. */
export type SurpriseRequest =
  | { readonly kind: "open"; readonly packed: PackedForesight; readonly timing: ClipTiming }
  | { readonly kind: "judge"; readonly sample: Sample }
  | { readonly kind: "ahead"; readonly horizonMs: number }
  | { readonly kind: "load"; readonly packed: PackedForesight };

/** Main thread → surprise thread; without a request it ends. */
export interface SurpriseCall {
  readonly id: number;
  readonly sensor: string;
  readonly request?: SurpriseRequest | undefined;
}

/** Surprise thread → main thread. */
export interface SurpriseReply {
  readonly id: number;
  readonly result?: unknown;
  /** Why there is none. */
  readonly problem?: string | undefined;
}
