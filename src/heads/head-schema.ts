import { createHash } from "node:crypto";
import { z } from "zod";
import type { DenseLayer } from "./head.ts";

/** Raised when a reader of the old format would misread the new one. */
export const headFormat = 1;

const count = z.int().nonnegative();
const finite = z.number();
/** float32, little endian, base64: a third larger than the bytes, and the file stays one that people read. */
const packed = z.base64().transform((text, context): Float32Array => {
  const bytes = Buffer.from(text, "base64");
  const values = new Float32Array(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + (bytes.length & ~3)),
  );
  if (bytes.length % 4 !== 0 || !values.every(Number.isFinite)) {
    context.addIssue({ code: "custom", message: "expected finite float32 numbers" });
  }
  return values;
});

const dense = z
  .strictObject({ inputs: count, outputs: count, weights: packed, bias: packed })
  .refine((layer) => layer.weights.length === layer.inputs * layer.outputs, {
    path: ["weights"],
    error: "must be inputs × outputs numbers",
  })
  .refine((layer) => layer.bias.length === layer.outputs, {
    path: ["bias"],
    error: "must be one number an output",
  });

const leverage = z.strictObject({
  count: z.int().positive(),
  lambda: finite.positive(),
  centre: packed,
  scale: packed,
  projection: dense,
});

const model = z.strictObject({
  dimension: z.int().positive(),
  members: z.array(z.array(dense).min(1).max(2).readonly()).min(1).max(16).readonly(),
  classes: z.array(finite).min(2).readonly().optional(),
  doubt: z
    .strictObject({ residual: finite.nonnegative(), leverage: leverage.optional() })
    .optional(),
});

const interval = z.tuple([finite, finite]);

/** How good it was on frames that it was not fitted on. */
const score = z.strictObject({
  /** Test frames with a label. */
  n: count,
  /** r² of values, accuracy of classes. */
  value: finite.optional(),
  ci: interval.optional(),
  /** What the mean of the fitted labels, or the most frequent class, scores. */
  constant: finite.optional(),
  /** Root mean square error in the label's unit, and a constant's. */
  rmse: finite.optional(),
  constantRmse: finite.optional(),
  /** Part of the labels within 1.96 standard deviations: 0.95 when the doubt is honest. */
  covered: finite.optional(),
  /** Mean log-loss of the probabilities, and of the classes' frequencies. */
  logLoss: finite.optional(),
  constantLogLoss: finite.optional(),
  /** Why there is no score. */
  reason: z.string().optional(),
});

const content = z.strictObject({
  format: z.literal(headFormat),
  name: z.string(),
  sensor: z.string(),
  column: z.string(),
  kind: z.string(),
  /** What it was fitted for. */
  modelVersion: z.string().regex(/^[0-9a-f]{16}$/),
  contractVersion: count.optional(),
  seed: z.number(),
  /** Labels it was fitted on. */
  labels: count,
  lambda: finite.optional(),
  crossValidated: finite.optional(),
  score,
  model,
  /** The labelled frames, to fit it again for another model; absent = they were not kept. */
  samples: z
    .strictObject({ file: z.string(), bytes: count, sha256: z.string().regex(/^[0-9a-f]{64}$/) })
    .optional(),
});

/** A head as its file holds it. */
export type Head = z.output<typeof content>;
export type HeadScore = z.output<typeof score>;

/**
 * The head as text, sealed with a hash over its own content.
 * @throws ZodError never for a head of `fitHead`
 */
export function printHead(head: Head): string {
  const plain = JSON.parse(
    JSON.stringify(head, (_, value: unknown) =>
      value instanceof Float32Array ? base64(value) : value,
    ),
  ) as object;
  return `${JSON.stringify({ ...plain, sha256: hashOf(plain) }, undefined, 1)}\n`;
}

/**
 * The head in `text`.
 * @throws Error saying what is wrong: no JSON, a field, another format, a hash that is not the content's,
 *   layers that do not fit each other
 */
export function parseHead(text: string): Head {
  const { sha256, ...plain } = z.looseObject({ sha256: z.unknown() }).parse(JSON.parse(text));
  if (sha256 !== hashOf(plain)) throw new Error("its hash is not that of its content");
  const head = content.parse(plain);
  const { dimension, members, classes, doubt } = head.model;
  const outputs = classes?.length ?? 1;
  const fits = members.every(
    (layers) =>
      layers[0]!.inputs === dimension &&
      layers.at(-1)!.outputs === outputs &&
      layers.every((layer, i) => i === 0 || layer.inputs === layers[i - 1]!.outputs),
  );
  const { centre, scale, projection } = doubt?.leverage ?? {};
  const widths = [centre?.length, scale?.length, projection?.inputs];
  if (!fits || widths.some((width) => width !== undefined && width !== dimension)) {
    throw new Error(`its layers do not fit ${dimension} features and ${outputs} outputs`);
  }
  return head;
}

function hashOf(plain: unknown): string {
  return createHash("sha256").update(JSON.stringify(plain)).digest("hex");
}

function base64(values: DenseLayer["weights"]): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64");
}
