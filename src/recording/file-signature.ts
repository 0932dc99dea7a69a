import { open } from "node:fs/promises";

/** Whether the file at `path` begins with `signature`; false for folders and what cannot be read. */
export async function hasFileSignature(path: string, signature: Uint8Array): Promise<boolean> {
  const file = await open(path).catch(() => undefined);
  if (file === undefined) return false;
  try {
    const bytes = Buffer.alloc(signature.length);
    const { bytesRead } = await file.read(bytes, 0, bytes.length, 0);
    return bytesRead === signature.length && bytes.equals(signature);
  } catch {
    return false;
  } finally {
    await file.close();
  }
}
