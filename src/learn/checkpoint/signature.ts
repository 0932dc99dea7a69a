import { createPrivateKey, createPublicKey, sign, verify, type KeyObject } from "node:crypto";
import { readFile } from "node:fs/promises";
import { fail, failFrom } from "../../core/errors.ts";

/** Beside the manifest, which has the hashes of everything else: its Ed25519 signature in base64. */
export const signatureFile = "manifest.sig";

/** Files with keys, PEM. */
export interface CheckpointKeyFiles {
  /** The private key that new checkpoints are signed with. */
  readonly sign?: string | undefined;
  /** The public keys of those whose checkpoints are opened; absent = everybody's, signed or not. */
  readonly trust?: readonly string[] | undefined;
}

export interface CheckpointKeys {
  readonly sign?: KeyObject | undefined;
  readonly trust?: readonly KeyObject[] | undefined;
}

/** So that a signature of something else never counts as one of a checkpoint. */
const purpose = new TextEncoder().encode("saccade checkpoint manifest 1\n");

/**
 * Reads the keys. Where both are given, the own key has to be among the trusted ones: the next start would refuse
 * what this one writes.
 *
 * @throws AppError CHECKPOINT_KEY_INVALID naming the file, never what is in it
 */
export async function readCheckpointKeys(files: CheckpointKeyFiles): Promise<CheckpointKeys> {
  const own = files.sign === undefined ? undefined : await keyOf(files.sign, createPrivateKey);
  const trust =
    files.trust && (await Promise.all(files.trust.map((path) => keyOf(path, createPublicKey))));
  if (own && trust && !trust.some((key) => key.equals(createPublicKey(own)))) {
    const problem = "its public half is not among learn.checkpoint.trust";
    fail("CHECKPOINT_KEY_INVALID", files.sign!, problem);
  }
  return { sign: own, trust };
}

async function keyOf(path: string, read: (pem: Buffer) => KeyObject): Promise<KeyObject> {
  let key: KeyObject;
  try {
    key = read(await readFile(path));
  } catch (error) {
    const problem = error instanceof Error ? error.message : String(error);
    return failFrom(error, "CHECKPOINT_KEY_INVALID", path, problem);
  }
  const { asymmetricKeyType } = key;
  if (asymmetricKeyType !== "ed25519") {
    fail("CHECKPOINT_KEY_INVALID", path, `it is of type ${asymmetricKeyType ?? "unknown"}`);
  }
  return key;
}

/** The content of the signature file for a manifest's bytes. */
export function signatureOf(manifest: Uint8Array, key: KeyObject): string {
  // Ed25519 hashes by itself.
  return `${sign(null, Buffer.concat([purpose, manifest]), key).toString("base64")}\n`;
}

/**
 * Why the checkpoint is not of somebody trusted; undefined when it is.
 * @param signature content of the signature file, where there is one
 */
export function signatureProblem(
  manifest: Uint8Array,
  signature: string | undefined,
  trust: readonly KeyObject[],
): string | undefined {
  if (signature === undefined) return "it is not signed";
  const bytes = Buffer.from(signature.trim(), "base64");
  const signed = Buffer.concat([purpose, manifest]);
  const isGood = trust.some((key) => verify(null, signed, key, bytes));
  return isGood ? undefined : "its signature is of none of the trusted keys, or of another content";
}
