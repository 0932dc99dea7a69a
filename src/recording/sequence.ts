import { readdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { fail } from "../core/errors.ts";
import { decimalToNs } from "./decimal-to-ns.ts";
import { fileEncoding } from "./file-encodings.ts";
import {
  createFileRecording,
  type RecordedFile,
  type RecordedFileStream,
} from "./file-recording.ts";
import type { RecordingFormat } from "./recording.ts";

/** Files that are numbered and not stamped are taken to follow each other at 10 Hz. */
const nominalPeriodNs = 100_000_000n;

/**
 * Frames as files in the order of their names: a video taken apart, a folder of PCD or LAS scans, one
 * stream; a folder of such folders, one stream each; a single file, one frame.
 *
 * A name that is a time since 1970 (seconds with a fraction, milliseconds, microseconds or nanoseconds)
 * is the stamp. Others are ordered by the numbers in them.
 */
export const sequence: RecordingFormat = {
  name: "sequence",
  looksFor: "a folder of .jpg, .png, .webp, .pcd, .las or .bin files, or one such file",
  async recognises(path) {
    return (await listSequences(path)).length > 0;
  },
  async open(path) {
    const listed = await listSequences(path);
    if (listed.length === 0) fail("RECORDING_INVALID", path, "it holds no image and no point file");
    const damage: string[] = [];
    const streams = listed.map(({ name, paths }) => streamOf(name, paths, damage));
    return createFileRecording({ path, format: "sequence", streams, labels: [], damage });
  },
};

interface Sequence {
  readonly name: string;
  readonly paths: readonly string[];
}

async function listSequences(path: string): Promise<readonly Sequence[]> {
  const found = await stat(path).catch(() => undefined);
  if (found === undefined) return [];
  if (found.isFile()) {
    const isFrame = fileEncoding(path) !== undefined;
    return isFrame ? [{ name: basename(dirname(path)) || "frame", paths: [path] }] : [];
  }
  const own = await framesIn(path);
  if (own.length > 0) return [{ name: basename(path), paths: own }];
  const names = (await readdir(path).catch(() => [])).sort();
  const inner = await Promise.all(
    names.map(async (name) => ({ name, paths: await framesIn(join(path, name)) })),
  );
  return inner.filter(({ paths }) => paths.length > 0);
}

async function framesIn(folder: string): Promise<readonly string[]> {
  const names = await readdir(folder).catch(() => []);
  const frames = names.filter((name) => fileEncoding(name) !== undefined);
  return frames.sort(byNumbers.compare).map((name) => join(folder, name));
}

const byNumbers = new Intl.Collator("en", { numeric: true });

function streamOf(name: string, paths: readonly string[], damage: string[]): RecordedFileStream {
  const encoding = fileEncoding(paths[0]!)!;
  const alike = paths.filter((path) => fileEncoding(path)?.encoding === encoding.encoding);
  if (alike.length < paths.length) {
    const others = paths.length - alike.length;
    damage.push(`${name}: ${others} file(s) have another encoding than the first`);
  }
  const stamps = alike.map(stampOf);
  const isStamped = stamps.every((stampNs) => stampNs !== undefined);
  if (!isStamped && alike.length > 1) {
    damage.push(`${name}: its names are no times, stamped at a nominal 10 Hz`);
  }
  const files: RecordedFile[] = alike.map((path, i) => ({
    path,
    stampNs: (isStamped ? stamps[i] : undefined) ?? BigInt(i) * nominalPeriodNs,
  }));
  files.sort((a, b) => (a.stampNs < b.stampNs ? -1 : a.stampNs > b.stampNs ? 1 : 0));
  return { name, ...encoding, files };
}

/** The time that a file's name is: 10 digits are seconds, 13 ms, 16 µs, 19 ns since 1970. */
function stampOf(path: string): bigint | undefined {
  const name = basename(path, extname(path));
  const match = /^(?:.*[^0-9.])?(\d{10}(?:[._]\d{1,9})?|\d{13}|\d{16}|\d{19})$/.exec(name);
  if (match === null) return undefined;
  const digits = match[1]!.replace("_", ".");
  const whole = digits.split(".", 1)[0]!.length;
  return decimalToNs(digits, 19 - whole);
}
