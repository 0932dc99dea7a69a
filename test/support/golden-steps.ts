import { readFileSync } from "node:fs";
import { z } from "zod";
import type { Modality } from "../../src/frames/frame.ts";
import type { LearnerSpec } from "../../src/learn/learner-spec.ts";

const folder = new URL("../golden/", import.meta.url);
const options = z.record(z.string(), z.unknown());
const numbers = z.array(z.number());
const scalars = z.record(z.string(), z.number());
/** float32, little-endian, base64: tensors one after the other. */
const packed = z.string().transform((text) => {
  const bytes = Uint8Array.from(Buffer.from(text, "base64"));
  return new Float32Array(bytes.buffer);
});

const casesFile = z.strictObject({
  seed: z.string(),
  batch: z.int(),
  steps: z.int(),
  encoders: z.record(z.string(), z.strictObject({ height: z.int(), width: z.int(), options })),
  objectives: z.record(z.string(), z.looseObject({ weight: z.number() })),
  optimizers: z.record(z.string(), options),
});

const vectorsFile = z.strictObject({
  origin: z.strictObject({ command: z.string(), torch: z.string(), dtype: z.string() }),
  settings: options,
  cases: z.record(
    z.string(),
    z.strictObject({
      scalars,
      tensors: z.array(z.strictObject({ name: z.string(), shape: z.array(z.int()) })),
      gradients: packed,
      float32Error: z.number(),
      optimizers: z.record(
        z.string(),
        z.strictObject({
          scalars: z.record(z.string(), numbers),
          moved: packed,
          averageSums: numbers,
          float32Error: z.number(),
        }),
      ),
    }),
  ),
});

type GoldenFile = z.output<typeof vectorsFile>;
type GoldenCase = GoldenFile["cases"][string];

/** What the vectors are of: sizes and options of each encoder, objective and optimizer. */
export const goldenCases = casesFile.parse(
  JSON.parse(readFileSync(new URL("cases.json", folder), "utf8")),
);

/** Reads the vectors of an encoder; of another folder than the project's, for comparison. */
export function readGolden(encoder: string, from: URL = new URL("steps/", folder)): GoldenFile {
  let text: string;
  try {
    text = readFileSync(new URL(`${encoder}.json`, from), "utf8");
  } catch (cause) {
    throw new Error(missing(encoder), { cause });
  }
  return vectorsFile.parse(JSON.parse(text));
}

const missing = (what: string): string =>
  `no golden vectors for ${what}: add it to test/golden/cases.json and to bench/torch_peer, then run ` +
  "'python3 test/golden/make_steps.py' with PyTorch";

/** One model: an encoder, a sensor, and one objective by name, or `all` of them together. */
export interface GoldenModel {
  readonly encoder: string;
  readonly modality: Modality;
  readonly objective: string;
}

/** @throws Error naming the model, and the optimizer if one is asked for, that has no vectors */
export function goldenCase(file: GoldenFile, model: GoldenModel, optimizer?: string): GoldenCase {
  const { encoder, modality, objective } = model;
  const found = file.cases[`${modality}/${objective}`];
  const isThere = found && (optimizer === undefined || optimizer in found.optimizers);
  if (isThere) return found;
  const parts = [encoder, modality, objective, ...(optimizer === undefined ? [] : [optimizer])];
  throw new Error(missing(parts.join(" × ")));
}

/** The vectors' specification of a model with an optimizer. */
export function goldenSpec(model: GoldenModel, optimizer: string): LearnerSpec {
  const { encoder, modality, objective } = model;
  const shape = goldenCases.encoders[encoder];
  const names = objective === "all" ? Object.keys(goldenCases.objectives) : [objective];
  if (!shape) throw new Error(missing(encoder));
  return {
    sensor: "golden",
    modality,
    height: shape.height,
    width: shape.width,
    encoder: { name: encoder, ...shape.options },
    objectives: names.map((name) => {
      const entry = goldenCases.objectives[name];
      if (!entry) throw new Error(missing(name));
      return { name, ...entry };
    }),
    optimizer: { name: optimizer, ...goldenCases.optimizers[optimizer] },
    batch: goldenCases.batch,
  };
}
