import { createHash } from "node:crypto";
import { open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Writes per turn of the event loop; hashing one takes about a millisecond. */
const sliceBytes = 2 ** 20;

export interface FileSummary {
  readonly bytes: number;
  readonly sha256: string;
}

/** Writes `parts` one after the other to a new file and returns once the disk has them. */
export async function writeDurably(
  path: string,
  parts: Iterable<Uint8Array>,
): Promise<FileSummary> {
  const hash = createHash("sha256");
  let bytes = 0;
  const file = await open(path, "wx");
  try {
    for (const part of parts) {
      for (let start = 0; start < part.length; start += sliceBytes) {
        const slice = part.subarray(start, start + sliceBytes);
        hash.update(slice);
        await file.writeFile(slice);
      }
      bytes += part.length;
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { bytes, sha256: hash.digest("hex") };
}

/** Makes the names in `folder` durable: a rename is on the disk only after this. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/**
 * Replaces the small file `path` as a whole: a reader sees the old text or the new one. `temporary`
 * is a path in the same folder.
 */
export async function replaceText(options: {
  readonly path: string;
  readonly temporary: string;
  readonly text: string;
}): Promise<void> {
  const { path, temporary, text } = options;
  await writeDurably(temporary, [new TextEncoder().encode(text)]);
  await rename(temporary, path);
  await syncFolder(dirname(path));
}

/** Reads the file slice by slice with its hash. */
export async function readWhole(
  path: string,
): Promise<FileSummary & { readonly data: Uint8Array }> {
  const hash = createHash("sha256");
  const file = await open(path, "r");
  try {
    const { size } = await file.stat();
    const data = new Uint8Array(size);
    let bytes = 0;
    while (bytes < size) {
      const length = Math.min(sliceBytes, size - bytes);
      const { bytesRead } = await file.read(data, bytes, length, bytes);
      if (bytesRead === 0) break;
      hash.update(data.subarray(bytes, bytes + bytesRead));
      bytes += bytesRead;
    }
    return { data: data.subarray(0, bytes), bytes, sha256: hash.digest("hex") };
  } finally {
    await file.close();
  }
}
