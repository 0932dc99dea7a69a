import type { NextFrameScore } from "./next-frame-skill.ts";
import type { ProbeResult } from "./probe.ts";
import type { RetrievalScore } from "./retrieval.ts";

/** Retrieval of the features and of each baseline, on the same queries. */
export interface RetrievalResult extends RetrievalScore {
  readonly baselines: Readonly<Record<string, number>>;
}

/** What `saccade evaluate --json` prints. Absent = not measured, never zero. */
export interface EvaluationResult {
  readonly sensor: string;
  /** Frames that features were computed for. */
  readonly frames: number;
  /** By label column. */
  readonly probe: Readonly<Record<string, ProbeResult>>;
  readonly nextFrame?: NextFrameScore | undefined;
  /** The same at fixed horizons, by seconds ahead: `0.1`, `0.25`, `0.5`, `1.0`. */
  readonly nextFrameAt?: Readonly<Record<string, NextFrameScore>> | undefined;
  /** Finding the moment one second later. */
  readonly retrieval?: RetrievalResult | undefined;
  /** Finding the same place at another time; only when positions are known. */
  readonly placeRetrieval?: RetrievalResult | undefined;
  readonly health: {
    readonly rankMe?: number | undefined;
    readonly dim: number;
    readonly std?: number | undefined;
    readonly slowFast?: number | undefined;
    readonly healthy?: boolean | undefined;
    /** Why not healthy, one sentence each. */
    readonly reasons?: readonly string[] | undefined;
  };
}
