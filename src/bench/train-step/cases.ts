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

function stepCase(
  name: string,
  encoder: string,
  objectiveNames: readonly string[],
  size: readonly [height: number, width: number],
): readonly StepCase[] {
  if (!encoders.has(encoder)) return [];
  const [height, width] = size;
  const spec: LearnerSpec = {
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
  return [{ name, spec }];
}

/** Steps as robots run them, each with the encoder's defaults. */
export const stepCases: readonly StepCase[] = [
  ...stepCase("convInfoNce", "conv", ["info-nce"], [64, 192]),
  ...stepCase("mergeBoth", "merge", ["info-nce", "next-frame"], [64, 96]),
  ...stepCase("resnetBoth", "resnet", ["info-nce", "next-frame"], [96, 320]),
  ...stepCase("vitTiny", "vit", ["info-nce", "next-frame"], [64, 192]),
];
