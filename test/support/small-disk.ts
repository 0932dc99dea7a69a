import { execFileSync } from "node:child_process";
import { mkdtempSync, rmdirSync, writeFileSync } from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { temporaryFolder } from "./temporary-folder.ts";

const mount = (folder: string, kilobytes: number): void => {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${kilobytes}k`, "none", folder], {
    stdio: "ignore",
  });
};
const unmount = (folder: string): void => {
  // Lazily: whoever still has a file open keeps nobody waiting.
  execFileSync("umount", ["-l", folder], { stdio: "ignore" });
};

/** Why tests that fill a disk are skipped; undefined when they run. */
export const smallDiskMissing = ((): string | undefined => {
  const folder = mkdtempSync(join(tmpdir(), "saccade-disk-"));
  try {
    mount(folder, 64);
    unmount(folder);
    return undefined;
  } catch {
    return "no file systems in memory here (the right to `mount -t tmpfs`)";
  } finally {
    rmdirSync(folder);
  }
})();

/** A disk of its own for one test, gone after it. */
export interface SmallDisk {
  readonly folder: string;
  /** Takes all that is left. */
  fill(): void;
  /** Gives that back. */
  clear(): Promise<void>;
}

/** Mounts one of `kilobytes`. */
export async function smallDisk(kilobytes: number): Promise<SmallDisk> {
  const folder = join(await temporaryFolder(), "disk");
  await mkdir(folder);
  mount(folder, kilobytes);
  onTestFinished(() => {
    unmount(folder);
  });
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => {
      // As much as fits is written before the error, page by page.
      for (;;) {
        try {
          writeFileSync(ballast, new Uint8Array(4096), { flag: "a" });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code === "ENOSPC") return;
          throw error;
        }
      }
    },
    clear: () => rm(ballast),
  };
}
