import type { ContainerSource } from "./container-source.ts";
import { loadDecompressor } from "./decompress.ts";
import { openMcapSource } from "./mcap-source.ts";
import { openRosbag1Source } from "./rosbag1-source.ts";
import { openSqliteSource } from "./sqlite-source.ts";

/** How one file of a recording is stored. */
export type ContainerStorage = "mcap" | "rosbag1" | "sqlite3";

export interface ContainerPart {
  readonly storage: ContainerStorage;
  readonly path: string;
}

/**
 * Opens the files that a recording is made of.
 * @throws AppError RECORDING_INVALID, having closed those opened before
 */
export async function openSources(
  parts: readonly ContainerPart[],
): Promise<readonly ContainerSource[]> {
  const decompressor = await loadDecompressor();
  const sources: ContainerSource[] = [];
  try {
    for (const { storage, path } of parts) {
      if (storage === "mcap") sources.push(openMcapSource(path, decompressor));
      else if (storage === "rosbag1") sources.push(openRosbag1Source(path, decompressor));
      else sources.push(openSqliteSource(path));
    }
    return sources;
  } catch (error) {
    for (const source of sources) source.close();
    throw error;
  }
}
