import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";

/** What a built TensorRT engine holds for: on anything else it is slow, wrong, or refused. */
export interface EngineKey {
  readonly gpu: string;
  readonly tensorRt: string;
  readonly onnxRuntime: string;
  readonly precision: string;
}

/** The place of one model's engine. */
export interface CachedEngine {
  /** Provider options that make the runtime look here, and write here what it builds. */
  readonly options: Readonly<Record<string, string>>;
  /** Whether a whole engine of just this lay there. */
  readonly isBuilt: boolean;
  /** Seals what lies there now: only what was sealed counts as built. */
  seal(): Promise<void>;
  /** Deletes it: it did not open. */
  discard(): Promise<void>;
}

/** Engines that are kept for one key: a few promotions back, for a roll-back. */
const keptEngines = 4;
const sealName = "seal.json";
const sealSchema = z.strictObject({ files: z.record(z.string(), z.string()) });

const hashOf = (bytes: Uint8Array | string): string =>
  createHash("sha256").update(bytes).digest("hex");

/**
 * Finds the engine of `model` under `root`, and makes room for one where there is none: a folder for each
 * key and model. The runtime's own names for cached engines know a model's graph but not its weights: in one
 * folder for all a promoted encoder would be answered by the engine of the one before.
 *
 * What is not as it was sealed (cut short by a power cut, changed on disk) is deleted and built anew. The
 * timings that building measures are shared by all models of a key, so that only the first takes minutes.
 */
export async function findEngine(options: {
  readonly root: string;
  readonly key: EngineKey;
  readonly model: Uint8Array;
}): Promise<CachedEngine> {
  const { root, key, model } = options;
  const words = [key.gpu, key.tensorRt, key.onnxRuntime, key.precision];
  const shelf = join(root, hashOf(JSON.stringify(words)).slice(0, 16));
  const folder = join(shelf, hashOf(model).slice(0, 32));
  const timings = join(shelf, "timings");
  const isBuilt = await isWhole(folder);
  if (!isBuilt) await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true });
  await mkdir(timings, { recursive: true });
  // For people who look into the folder; nothing reads it.
  await writeFile(join(shelf, "key.json"), `${JSON.stringify(key, undefined, 2)}\n`);
  return {
    isBuilt,
    options: {
      trt_engine_cache_enable: "1",
      trt_engine_cache_path: folder,
      trt_timing_cache_enable: "1",
      trt_timing_cache_path: timings,
    },
    seal: async () => {
      const files = await hashesOf(folder);
      const partial = join(folder, `${sealName}.partial`);
      await writeFile(partial, JSON.stringify({ files }));
      await rename(partial, join(folder, sealName));
      await dropOldest(shelf, folder);
    },
    discard: () => rm(folder, { recursive: true, force: true }),
  };
}

async function hashesOf(folder: string): Promise<Readonly<Record<string, string>>> {
  const names = (await readdir(folder)).filter((name) => !name.startsWith(sealName)).sort();
  const hashes = names.map(
    async (name) => [name, hashOf(await readFile(join(folder, name)))] as const,
  );
  return Object.fromEntries(await Promise.all(hashes));
}

async function isWhole(folder: string): Promise<boolean> {
  try {
    const seal = sealSchema.parse(JSON.parse(await readFile(join(folder, sealName), "utf8")));
    const files = await hashesOf(folder);
    return Object.keys(files).length > 0 && JSON.stringify(files) === JSON.stringify(seal.files);
  } catch {
    // No seal, or one that cannot be read: no engine.
    return false;
  }
}

async function dropOldest(shelf: string, present: string): Promise<void> {
  const entries = await readdir(shelf, { withFileTypes: true });
  const engines = await Promise.all(
    entries
      .filter((entry) => entry.isDirectory() && entry.name !== "timings")
      .map(async ({ name }) => {
        const path = join(shelf, name);
        return { path, atMs: (await stat(path)).mtimeMs };
      }),
  );
  const others = engines.filter(({ path }) => path !== present).sort((a, b) => b.atMs - a.atMs);
  for (const { path } of others.slice(keptEngines - 1)) {
    await rm(path, { recursive: true, force: true });
  }
}
