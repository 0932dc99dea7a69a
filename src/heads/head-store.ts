import { readdir, readFile, rename, rm } from "node:fs/promises";
import { join } from "node:path";
import { fail, failFrom } from "../core/errors.ts";
import { thinEvenly } from "../evaluate/nearest.ts";
import { createFolder } from "../learn/checkpoint/create-folder.ts";
import { replaceText, syncFolder, writeDurably } from "../learn/checkpoint/durable-files.ts";
import { temporaryName } from "../learn/checkpoint/leftovers.ts";
import { headFile, headFolder, isHeadName } from "./head-folder.ts";
import { parseHead, printHead, type Head } from "./head-schema.ts";
import {
  mostSampleBytes,
  packSamples,
  sha256Of,
  unpackSamples,
  type LabelledSamples,
} from "./labelled-samples.ts";

/** More in one folder are not read: each costs time with every frame. */
const mostHeads = 16;

/** A head's file, or what is wrong with it. */
export type ReadHead =
  | { readonly name: string; readonly path: string; readonly head: Head }
  | { readonly name: string; readonly path: string; readonly problem: string };

/**
 * Writes a head beside the sensor's checkpoints, as a whole or not at all: its samples first, under a
 * name of their own, then the file that names them. One of the same name is replaced.
 *
 * @param kept its labelled frames; of more than 32 MB an even choice is kept
 * @returns the head's path
 * @throws AppError HEAD_WRITE_FAILED
 */
export async function writeHead(
  root: string,
  head: Omit<Head, "samples">,
  kept: LabelledSamples,
): Promise<string> {
  const folder = headFolder(root, head.sensor);
  const path = headFile(folder, head.name);
  try {
    await createFolder(folder);
    const packed = await packSamples(bounded(kept));
    const sha256 = sha256Of(packed);
    const file = `${head.name}-${sha256.slice(0, 16)}.samples.gz`;
    const temporary = join(folder, temporaryName("new", file));
    await writeDurably(temporary, [packed]);
    await rename(temporary, join(folder, file));
    await syncFolder(folder);
    await replaceText({
      path,
      temporary: join(folder, temporaryName("current", head.name)),
      text: printHead({ ...head, samples: { file, bytes: packed.length, sha256 } }),
    });
    await removeOlder(folder, head.name, file);
    return path;
  } catch (error) {
    return failFrom(error, "HEAD_WRITE_FAILED", path, wordsOf(error));
  }
}

/** Every head of a sensor, by name; none when there is no folder. Reads at most 16. */
export async function readHeads(root: string, sensor: string): Promise<readonly ReadHead[]> {
  const folder = headFolder(root, sensor);
  const entries = await readdir(folder).catch(() => []);
  const names = entries
    .filter((entry) => entry.endsWith(".json"))
    .map((entry) => entry.slice(0, -".json".length))
    .filter(isHeadName)
    .sort();
  return Promise.all(
    names.slice(0, mostHeads).map(async (name): Promise<ReadHead> => {
      const path = headFile(folder, name);
      try {
        const head = parseHead(await readFile(path, "utf8"));
        if (head.name === name && head.sensor === sensor) return { name, path, head };
        return { name, path, problem: `it is '${head.name}' of sensor '${head.sensor}'` };
      } catch (error) {
        return { name, path, problem: wordsOf(error) };
      }
    }),
  );
}

/**
 * The head `name` of a sensor.
 * @throws AppError HEAD_UNKNOWN naming those there are, HEAD_INVALID when it is damaged
 */
export async function readHead(root: string, sensor: string, name: string): Promise<Head> {
  const heads = await readHeads(root, sensor);
  const found = heads.find((head) => head.name === name);
  if (!found) {
    return fail(
      "HEAD_UNKNOWN",
      name,
      headFolder(root, sensor),
      heads.map((head) => head.name),
    );
  }
  if ("problem" in found) return fail("HEAD_INVALID", found.path, found.problem);
  return found.head;
}

/**
 * The labelled frames that a head was fitted on; undefined when none were kept.
 * @throws AppError HEAD_INVALID when they are damaged or not the head's
 */
export async function readHeadSamples(
  root: string,
  head: Head,
): Promise<LabelledSamples | undefined> {
  const { samples } = head;
  if (!samples) return undefined;
  const folder = headFolder(root, head.sensor);
  const path = join(folder, samples.file);
  try {
    // Not a path from a file that somebody may have written: a name in this folder.
    if (samples.file !== `${head.name}-${samples.sha256.slice(0, 16)}.samples.gz`) {
      throw new Error(`${samples.file} is not the name of its samples`);
    }
    const packed = await readFile(path);
    if (sha256Of(packed) !== samples.sha256) throw new Error("its hash is another");
    return await unpackSamples(packed);
  } catch (error) {
    return failFrom(error, "HEAD_INVALID", path, wordsOf(error));
  }
}

function bounded({ samples, labels }: LabelledSamples): LabelledSamples {
  const bytes = samples[0]!.pixels.byteLength;
  const rows = thinEvenly([...samples.keys()], Math.max(1, Math.floor(mostSampleBytes / bytes)));
  return {
    samples: rows.map((row) => samples[row]!),
    labels: Float64Array.from(rows, (row) => labels[row]!),
  };
}

async function removeOlder(folder: string, name: string, file: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const isSamples = entry.startsWith(`${name}-`) && entry.endsWith(".samples.gz");
    // 16 digits and the ending: another head's name may begin with this one.
    const isOwn = entry.length === file.length;
    if (isSamples && isOwn && entry !== file) await rm(join(folder, entry), { force: true });
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/\s+/g, " ") : String(error);
}
