import type { Modality } from "../frames/frame.ts";
import type { StepOptions } from "./step-options.ts";

/** What a model is made of: enough to compile its step, its monitor and its encoder. */
export interface LearnerSpec {
  readonly sensor: string;
  readonly modality: Modality;
  /** Size of the model's input; it always has three channels (model-input.ts). */
  readonly height: number;
  readonly width: number;
  readonly encoder: { readonly name: string } & Readonly<Record<string, unknown>>;
  readonly objectives: readonly ({
    readonly name: string;
    readonly weight: number;
  } & Readonly<Record<string, unknown>>)[];
  readonly optimizer: { readonly name: string } & Readonly<Record<string, unknown>>;
  /** Clips in one training batch. */
  readonly batch: number;
  /** How a step is computed; absent = by the defaults of the schema. */
  readonly step?: Partial<StepOptions> | undefined;
}
