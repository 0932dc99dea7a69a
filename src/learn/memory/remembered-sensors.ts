import { readdir } from "node:fs/promises";
import { join } from "node:path";

/** Sensors under `root` whose memory was written down, in order of their names. */
export async function rememberedSensors(root: string): Promise<readonly string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  const sensors: string[] = [];
  for (const entry of entries) {
    if (!entry.isDirectory() || entry.name.startsWith(".")) continue;
    const names: readonly string[] = await readdir(join(root, entry.name)).catch(() => []);
    if (names.includes("memory.json")) sensors.push(entry.name);
  }
  return sensors.sort();
}
