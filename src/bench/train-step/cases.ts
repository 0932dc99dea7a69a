import { adamw } from "../../optim/adamw.ts";
import { encoders } from "../../nn/encoders/index.ts";
import { objectives } from "../../objectives/index.ts";
import type { LearnerSpec } from "../../learn/learner-spec.ts";

/** One training step to be measured. */
export interface StepCase {
  readonly name: string;
  /** Every option written out, so that a peer that knows no defaults can build the same. */
  readonly spec: LearnerSpec;
}

const batch = 32;

/** Fills in an entry's defaults. */
const whole = (
  name: string,
  schema: { parse(options: unknown): Record<string, unknown> },
  given: Readonly<Record<string, unknown>> = {},
): { readonly name: string } & Readonly<Record<string, unknown>> => ({
  name,
  ...schema.parse(given),
});

/** The weights of the default recipe (src/config/learn-config.ts). */
const weights: Readonly<Record<string, number>> = { "info-nce": 1, "next-frame": 40 };

function stepSpec(
  encoder: string,
  objectiveNames: readonly string[],
  [height, width]: readonly [height: number, width: number],
): LearnerSpec {
  return {
    sensor: "bench",
    modality: "camera",
    height,
    width,
    encoder: whole(encoder, encoders.get(encoder).options),
    objectives: objectiveNames.map((objective) => ({
      ...whole(objective, objectives.get(objective).options),
      weight: weights[objective] ?? 1,
    })),
    optimizer: whole("adamw", adamw.options),
    batch,
  };
}

/** Steps as robots run them, each with the encoder's defaults. */
export const stepCases: readonly StepCase[] = [
  { name: "convInfoNce", spec: stepSpec("conv", ["info-nce"], [64, 192]) },
  { name: "mergeBoth", spec: stepSpec("merge", ["info-nce", "next-frame"], [64, 96]) },
  { name: "resnetBoth", spec: stepSpec("resnet", ["info-nce", "next-frame"], [96, 320]) },
  { name: "vitTiny", spec: stepSpec("vit", ["info-nce", "next-frame"], [64, 192]) },
];

/** As small as a step can be: what runs it has everything loaded that steps need. */
export const tinySpec: LearnerSpec = {
  ...stepSpec("conv", [], [32, 32]),
  encoder: whole("conv", encoders.get("conv").options, { widths: [8, 8, 8], groups: 2 }),
  objectives: [
    { ...whole("info-nce", objectives.get("info-nce").options, { hidden: 8 }), weight: 1 },
  ],
  batch: 2,
};
