import { stat } from "node:fs/promises";
import { join, normalize } from "node:path";

/** Larger files are damage: no camera frame or lidar sweep is, and one must fit in memory. */
const maxFileBytes = 256 * 1024 * 1024;

export type FileProblem = "escapes" | "missing" | "too-large";

/**
 * Where a path written in a recording leads, or why it is refused: an absolute path and one that
 * climbs out of `folder` are, whatever lies there. Backslashes count as slashes.
 *
 * @param maxBytes a larger file is refused; the default is for a file that is read as one message
 */
export async function recordedFile(
  folder: string,
  written: string,
  maxBytes = maxFileBytes,
): Promise<{ readonly path: string } | { readonly problem: FileProblem }> {
  const relative = normalize(written.replaceAll("\\", "/"));
  const isAbsolute = relative.startsWith("/") || /^[A-Za-z]:/.test(relative);
  if (isAbsolute || relative.split("/").includes("..") || relative.includes("\0")) {
    return { problem: "escapes" };
  }
  const path = join(folder, relative);
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return { problem: "missing" };
  return found.size > maxBytes ? { problem: "too-large" } : { path };
}
