import type { Logger } from "../core/log.ts";

/** What a suite is given. */
interface SuiteContext {
  readonly log: Logger;
  /** Aborted when the person wants no more. */
  readonly signal: AbortSignal;
  /** The Python that runs PyTorch peers; absent = SACCADE_PYTHON, or else `python3`. */
  readonly python?: string | undefined;
  /** A recording in place of the one that the suite would look for. */
  readonly recording?: string | undefined;
  /** Cases to run; absent = all of the suite. */
  readonly cases?: readonly string[] | undefined;
  /** The execution provider of both sides, for suites that know several; absent = `cpu`. */
  readonly provider?: string | undefined;
  /** Times that the two sides take turns; absent = the suite's own. */
  readonly rounds?: number | undefined;
  /** Seconds of stream that `quality` trains on, in how many steps, with how many seeds; absent = its own. */
  readonly seconds?: number | undefined;
  readonly steps?: number | undefined;
  readonly seeds?: number | undefined;
  /** Where `quality` keeps what is done, to go on from; absent = its own. */
  readonly folder?: string | undefined;
}

/** What a suite found: plain numbers and words by case. Absent means not measured, never zero. */
export interface SuiteResult {
  /** What was measured on, and with which versions. */
  readonly machine: Readonly<Record<string, unknown>>;
  readonly results: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** Ours against a named peer in the same run; more than 1 is good for us. */
  readonly ratios: Readonly<Record<string, number>>;
  /** The same for people. */
  readonly text: readonly string[];
}

/** Measurements that belong together, against a peer in the same run. */
export interface Suite {
  readonly name: string;
  readonly summary: string;
  /** Names of its cases, in the order in which they run. */
  readonly cases: readonly string[];
  run(context: SuiteContext): Promise<SuiteResult>;
}
