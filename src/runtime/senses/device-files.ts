import { open, readdir } from "node:fs/promises";
import { join } from "node:path";

/** Files under a root folder, read so that nothing hangs, fills memory or throws. */
export interface DeviceFiles {
  /** The folder that stands for `/`. */
  readonly root: string;
  /**
   * The trimmed text of a file; undefined when it is absent, unreadable, or slow. A driver that does
   * not answer holds a thread of Node's pool: a file is not read again until its last read is over.
   */
  text(path: string): Promise<string | undefined>;
  /** The same for a file that does not change while the process runs: read once when it is there. */
  fixed(path: string): Promise<string | undefined>;
  /** The file as a finite number; undefined for anything else. */
  number(path: string): Promise<number | undefined>;
  /** Names in a folder in natural order, at most 64; empty when it is absent or slow. */
  list(path: string): Promise<readonly string[]>;
}

const maxBytes = 256 * 1024;
const maxNames = 64;
const natural = new Intl.Collator("en", { numeric: true });

/** Opens nothing: files are opened and closed by each read. @param timeoutMs a slower read counts as absent */
export function createDeviceFiles({
  root = "/",
  timeoutMs = 200,
}: { readonly root?: string | undefined; readonly timeoutMs?: number } = {}): DeviceFiles {
  const known = new Map<string, string>();
  const text = boundedBy(timeoutMs, (path) => readStart(join(root, path)));
  const names = boundedBy(timeoutMs, (path) => readdir(join(root, path)));

  return {
    root,
    text,
    fixed: async (path) => {
      const value = known.get(path) ?? (await text(path));
      if (value !== undefined) known.set(path, value);
      return value;
    },
    number: async (path) => {
      const value = await text(path);
      if (value === undefined || !/^-?\d+(\.\d+)?$/.test(value)) return undefined;
      return Number(value);
    },
    list: async (path) => {
      return [...((await names(path)) ?? [])].sort(natural.compare).slice(0, maxNames);
    },
  };
}

/**
 * The same read, absent when it fails or is slow. Those who ask at the same time share one read; one
 * that was late is asked for again only when it is over.
 */
function boundedBy<T>(
  timeoutMs: number,
  read: (path: string) => Promise<T>,
): (path: string) => Promise<T | undefined> {
  const pending = new Map<string, { readonly reading: Promise<T | undefined>; isLate: boolean }>();
  const start = (path: string) => {
    const reading = read(path)
      .catch(() => undefined)
      .finally(() => pending.delete(path));
    const asked = { reading, isLate: false };
    pending.set(path, asked);
    return asked;
  };
  return async (path) => {
    const asked = pending.get(path) ?? start(path);
    if (asked.isLate) return undefined;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<undefined>((resolve) => {
      timer = setTimeout(() => {
        asked.isLate = true;
        resolve(undefined);
      }, timeoutMs);
    });
    const value = await Promise.race([asked.reading, late]);
    clearTimeout(timer);
    return value;
  };
}

/** Files of /proc and /sys say that they are empty, so this reads until there is no more or enough. */
async function readStart(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const chunks: Buffer[] = [];
    for (let size = 0; size < maxBytes;) {
      const { bytesRead, buffer } = await file.read(Buffer.alloc(4096));
      if (bytesRead === 0) break;
      chunks.push(buffer.subarray(0, bytesRead));
      size += bytesRead;
    }
    // Device tree strings end with a zero byte.
    return Buffer.concat(chunks).toString("utf8").replaceAll("\0", " ").trim();
  } finally {
    await file.close();
  }
}
