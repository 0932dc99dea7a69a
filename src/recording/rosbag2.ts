import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";
import { fail, failFrom } from "../core/errors.ts";
import { openInThread } from "./container/open-in-thread.ts";
import type { ContainerPart, ContainerStorage } from "./container/open-sources.ts";
import { recordedFile } from "./recorded-file.ts";
import type { Recording, RecordingFormat } from "./recording.ts";

const fileName = "metadata.yaml";
const maxMetadataBytes = 16 * 1024 * 1024;

const storages: Readonly<Record<string, ContainerStorage>> = { ".db3": "sqlite3", ".mcap": "mcap" };

/** What is taken from the metadata; the files themselves tell the rest. */
const metadata = z.object({
  rosbag2_bagfile_information: z.object({
    relative_file_paths: z.array(z.string()).min(1).max(65_535),
    message_count: z.int().nonnegative().optional(),
    compression_format: z.string().nullish(),
    compression_mode: z.string().nullish(),
  }),
});

/**
 * A rosbag2 folder (metadata.yaml beside .db3 or .mcap files, several of a split bag), or one .db3 of
 * it. Compression of whole files or single messages by rosbag2 itself is refused: chunks of an MCAP
 * may be compressed.
 * @see ros2/rosbag2, docs/message_definition_encoding.md and rosbag2_storage/BagMetadata
 */
export const rosbag2: RecordingFormat = {
  name: "rosbag2",
  looksFor: "a rosbag2 folder (metadata.yaml and .db3 or .mcap files) or its .db3",
  async recognises(path) {
    if (extname(path) === ".db3")
      return (await stat(path).catch(() => undefined))?.isFile() === true;
    const found = await stat(metadataOf(path)).catch(() => undefined);
    return found?.isFile() === true || (await looseFiles(path)).length > 0;
  },
  async open(path, { withLabels = true, isThorough = false } = {}) {
    const { files, damage, messageCount } = await filesOf(path);
    const parts: ContainerPart[] = files.map((file) => {
      const storage = storages[extname(file)];
      return storage === undefined
        ? fail("RECORDING_INVALID", file, "expected a .db3 or .mcap file")
        : { storage, path: file };
    });
    if (parts.length === 0) fail("RECORDING_INVALID", path, "none of its files is there");
    const recording = await openInThread(
      { path, format: "rosbag2" },
      { parts, withLabels, isThorough },
    );
    return {
      ...recording,
      damage: [...damage, ...recording.damage, ...missing(recording, messageCount)],
    };
  },
};

/** The metadata of a bag that was named by its folder or by the metadata itself. */
function metadataOf(path: string): string {
  return basename(path) === fileName ? path : join(path, fileName);
}

/** The files of a folder without metadata: a recorder that was killed writes none. */
async function looseFiles(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  return names
    .filter((name) => extname(name) === ".db3")
    .sort()
    .map((name) => join(folder, name));
}

interface BagFiles {
  readonly files: readonly string[];
  readonly damage: readonly string[];
  readonly messageCount: number | undefined;
}

async function filesOf(path: string): Promise<BagFiles> {
  if (extname(path) === ".db3") return { files: [path], damage: [], messageCount: undefined };
  const file = metadataOf(path);
  const folder = dirname(file);
  const size = (await stat(file).catch(() => undefined))?.size;
  if (size === undefined) {
    const files = await looseFiles(path);
    if (files.length === 0)
      fail("RECORDING_INVALID", path, "it holds no metadata.yaml and no .db3");
    return {
      files,
      damage: [`${file}: missing; the .db3 files are read without it`],
      messageCount: undefined,
    };
  }
  if (size > maxMetadataBytes) fail("RECORDING_INVALID", file, `it has ${size} bytes`);
  const information = metadata.safeParse(await parseYaml(file));
  if (!information.success) {
    const issue = information.error.issues[0];
    const where = issue?.path.map(String).join(".") ?? "";
    return fail("RECORDING_INVALID", file, `${where}: ${issue?.message ?? "it is not valid"}`);
  }
  const { relative_file_paths, message_count, compression_mode, compression_format } =
    information.data.rosbag2_bagfile_information;
  if ((compression_mode ?? "") !== "" && compression_mode?.toUpperCase() !== "NONE") {
    const how = `${compression_mode ?? ""} (${compression_format ?? ""})`;
    fail(
      "RECORDING_INVALID",
      file,
      `its files are compressed by rosbag2, ${how}; decompress them with 'ros2 bag convert'`,
    );
  }
  const found = await Promise.all(
    relative_file_paths.map((name) => recordedFile(folder, name, Infinity)),
  );
  return {
    files: found.flatMap((f) => ("path" in f ? [f.path] : [])),
    damage: found.flatMap((f, i) =>
      "path" in f ? [] : [`${relative_file_paths[i]!}: ${f.problem}`],
    ),
    messageCount: message_count,
  };
}

async function parseYaml(file: string): Promise<unknown> {
  try {
    return parse(await readFile(file, "utf8"), { maxAliasCount: 0 });
  } catch (error) {
    return failFrom(error, "RECORDING_INVALID", file, `it is not YAML (${String(error)})`);
  }
}

function missing(recording: Recording, announced: number | undefined): readonly string[] {
  const found = (recording.topics ?? []).reduce((sum, topic) => sum + topic.count, 0);
  return announced !== undefined && announced !== found
    ? [`${fileName} announces ${announced} messages, ${found} are there`]
    : [];
}
