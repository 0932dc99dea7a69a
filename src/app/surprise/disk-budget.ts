import { readdir, stat, unlink } from "node:fs/promises";
import { join } from "node:path";

/** Keeps the triggered files of a folder within a number of bytes. */
export interface DiskBudget {
  /**
   * Deletes the oldest files until the others and `newBytes` of a new one fit.
   * @param except name of the new file, which is never deleted
   * @returns whether they fit now
   */
  makeRoom(newBytes: number, except: string): Promise<boolean>;
  /** Files deleted so far. */
  readonly deleted: number;
}

const ours = /^surprise-.*\.mcap$/;

/** Only files that are named like triggered ones are touched; their names sort by time. */
export function createDiskBudget(directory: string, maxBytes: number): DiskBudget {
  let deleted = 0;
  return {
    get deleted() {
      return deleted;
    },
    makeRoom: async (newBytes, except) => {
      const names = (await readdir(directory)).filter((name) => ours.test(name) && name !== except);
      const files = await Promise.all(
        names.sort().map(async (name) => {
          const path = join(directory, name);
          return { path, bytes: (await stat(path)).size };
        }),
      );
      let total = files.reduce((sum, { bytes }) => sum + bytes, newBytes);
      for (const { path, bytes } of files) {
        if (total <= maxBytes) break;
        await unlink(path);
        deleted += 1;
        total -= bytes;
      }
      return total <= maxBytes;
    },
  };
}
