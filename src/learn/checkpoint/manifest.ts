import { createHash } from "node:crypto";
import { z } from "zod";

/** Raised when a reader of the old format would misread the new one. */
export const formatVersion = 1;
export const manifestFile = "manifest.json";
export const stateFile = "state.bin";

const sha256 = z.string().regex(/^[0-9a-f]{64}$/);
const count = z.int().nonnegative();

const tensorEntry = z.strictObject({
  name: z.string(),
  dtype: z.enum(["bool", "float32", "float64", "int32", "int64", "uint8"]),
  shape: z.array(count),
  /** Where its bytes begin in state.bin, a multiple of 64. */
  offset: count,
  bytes: count,
});

const content = z.strictObject({
  format: z.literal(formatVersion),
  sensor: z.string(),
  step: count,
  seed: z.number(),
  /** First 16 hex digits of a hash over the encoder's tensors: equal weights, equal version. */
  modelVersion: z.string().regex(/^[0-9a-f]{16}$/),
  versions: z.record(z.string(), z.string()),
  config: z.json(),
  extra: z.json(),
  /** Names of the state tensors that are the encoder. */
  modelTensors: z.array(z.string()),
  tensors: z.array(tensorEntry),
  files: z.strictObject({ [stateFile]: z.strictObject({ bytes: count, sha256 }) }),
});

/** JSON as it can be written and read back unchanged. */
export type Json = z.infer<ReturnType<typeof z.json>>;
export type TensorEntry = z.infer<typeof tensorEntry>;
/** `manifest.json` of one checkpoint, but for the hash over itself. */
export type Manifest = z.infer<typeof content>;

const hashOf = (manifest: unknown): string =>
  createHash("sha256").update(JSON.stringify(manifest)).digest("hex");

/**
 * The manifest as text, sealed with a hash over its own content.
 *
 * @throws TypeError when `config` or `extra` is nothing JSON can hold
 */
export function printManifest(
  manifest: Omit<Manifest, "config" | "extra"> & {
    readonly config: unknown;
    readonly extra: unknown;
  },
): string {
  // Through JSON first: what is hashed must be what a reader gets (no undefined, no NaN).
  const plain = JSON.parse(JSON.stringify(manifest)) as object;
  return `${JSON.stringify({ ...plain, manifestSha256: hashOf(plain) }, undefined, 2)}\n`;
}

/**
 * The manifest in `text`.
 *
 * @throws Error saying what is wrong: no JSON, a missing or unknown field, another format, a hash
 *   that is not the content's
 */
export function parseManifest(text: string): Manifest {
  const read = z.looseObject({ format: z.unknown() }).parse(JSON.parse(text));
  if (read.format !== formatVersion) {
    throw new Error(`format ${JSON.stringify(read.format)}, this version reads ${formatVersion}`);
  }
  // The hash is over the parsed text, before a schema could reorder its fields.
  const { manifestSha256, ...plain } = read;
  const actual = hashOf(plain);
  if (actual !== manifestSha256) throw new Error("its content does not match its own hash");
  return content.parse(plain);
}
