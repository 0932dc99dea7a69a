import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { failFrom } from "../../core/errors.ts";
import { createFolder } from "../../learn/checkpoint/create-folder.ts";
import type { Measurement } from "./measure-condition.ts";

const measurement = z.strictObject({
  scores: z.record(z.string(), z.number()),
  readings: z.record(z.string(), z.number()).optional(),
  reasons: z.array(z.string()).optional(),
});
const entry = z.strictObject({ key: z.string(), measurement });

/** Where measurements are kept, so that a run that was stopped goes on where it was. */
export interface ResultsFolder {
  /** What was measured of the same thing; undefined where it was not. */
  find(name: string, key: string): Promise<Measurement | undefined>;
  keep(name: string, key: string, measured: Measurement): Promise<void>;
  /** Writes a page beside them. */
  write(file: string, text: string): Promise<void>;
}

/**
 * A file a measurement, with all that it depends on as its key: of another recipe or another length
 * nothing is taken over.
 * @throws AppError OPTION_INVALID where the folder cannot be made or written
 */
export async function openResultsFolder(folder: string): Promise<ResultsFolder> {
  const refuse = (error: unknown): never => {
    const cause = error instanceof Error ? error.message : String(error);
    const expected = "a folder that can be written";
    return failFrom(error, "OPTION_INVALID", "--folder", expected, `${folder}: ${cause}`);
  };
  await createFolder(folder).catch(refuse);
  const write = async (file: string, text: string): Promise<void> => {
    const path = join(folder, file);
    try {
      // Whole or not at all: the next run reads it.
      await writeFile(`${path}.part`, text);
      await rename(`${path}.part`, path);
    } catch (error) {
      refuse(error);
    }
  };
  return {
    find: async (name, key) => {
      const text = await readFile(join(folder, `${name}.json`), "utf8").catch(() => undefined);
      if (text === undefined) return undefined;
      const parsed = entry.safeParse(parseJson(text));
      return parsed.success && parsed.data.key === key ? parsed.data.measurement : undefined;
    },
    keep: (name, key, measured) =>
      write(`${name}.json`, `${JSON.stringify({ key, measurement: measured }, null, 1)}\n`),
    write,
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
