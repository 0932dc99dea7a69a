import { randomBytes } from "node:crypto";
import { readdir, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { stepOfName } from "./checkpoint-path.ts";

/** Tells this process's files from those of an earlier one with the same process id. */
const processToken = randomBytes(4).toString("hex");
const pattern = /^\.(new|old|current)-(.*)-(\d+)-([0-9a-f]{8})-\d+$/;
let lastNumber = 0;

/** `new`: being written. `old`: being replaced. `current`: the text file of that name, being written. */
export type TemporaryKind = "new" | "old" | "current";

/** A name that no other writer uses; it starts with a dot and says whose it is. */
export function temporaryName(kind: TemporaryKind, name: string): string {
  lastNumber += 1;
  return `.${kind}-${name}-${process.pid}-${processToken}-${lastNumber}`;
}

function isAlive(pid: number, token: string): boolean {
  if (pid === process.pid) return token === processToken;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/**
 * Clears up what writers that were killed left in `folder`: half-written checkpoints go, one that
 * was about to be replaced comes back when its successor never arrived. Live writers keep theirs.
 *
 * A folder that cannot be written is left as it is: readers do not need it clean.
 */
export async function removeLeftovers(folder: string): Promise<void> {
  const entries = await readdir(folder).catch(() => []);
  const names = new Set(entries);
  for (const entry of entries) {
    const [, kind, name = "", pid, token = ""] = pattern.exec(entry) ?? [];
    if (kind === undefined || isAlive(Number(pid), token)) continue;
    const path = join(folder, entry);
    const isNeeded = kind === "old" && stepOfName(name) !== undefined && !names.has(name);
    const tidy = isNeeded
      ? rename(path, join(folder, name))
      : rm(path, { recursive: true, force: true });
    await tidy.catch(() => undefined);
    if (isNeeded) names.add(name);
  }
}
