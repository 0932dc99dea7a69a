import { createHash } from "node:crypto";
import type { NamedTensors } from "../../runtime/engine.ts";
import { bytesOf } from "./state-layout.ts";

const versionDigits = 16;

/**
 * The content hash that names a trained encoder on the wire: SHA-256 over name, dtype, shape and
 * bytes of its tensors, in order of name; the first 16 hex digits.
 */
export function modelVersion(encoder: NamedTensors): string {
  const hash = createHash("sha256");
  for (const name of Object.keys(encoder).sort()) {
    const tensor = encoder[name]!;
    // JSON keeps the fields apart: no name can run into a shape.
    hash.update(`${JSON.stringify([name, tensor.dtype, tensor.shape])}\n`);
    hash.update(bytesOf(tensor));
  }
  return hash.digest("hex").slice(0, versionDigits);
}
