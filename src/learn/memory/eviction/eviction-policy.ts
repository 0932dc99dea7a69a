import type { Segment } from "../segment.ts";

/** What a decision may hang on besides the stretches: the same numbers give the same decision. */
interface EvictionContext {
  readonly seed: number;
  /** How many stretches were let go before. */
  readonly evictions: number;
}

/** Which stretch goes when the memory is over its bytes. Without state: what it needs is in the stretches. */
export interface EvictionPolicy {
  readonly name: string;
  /** Whether it compares learned features; they are noted then for what is drawn now and then. */
  readonly comparesFeatures: boolean;
  /**
   * Index of the stretch to let go.
   *
   * @param candidates at least one, closed, oldest first; the newest ones are never among them
   */
  choose(candidates: readonly Segment[], context: EvictionContext): number;
}
