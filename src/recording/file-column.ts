import { fileEncoding } from "./file-encodings.ts";
import type { RecordedFile, RecordedFileStream } from "./file-recording.ts";
import { recordedFile, type FileProblem } from "./recorded-file.ts";

/** One cell of a column, with the time of its row. */
export interface TimedCell {
  readonly stampNs: bigint;
  readonly text: string;
}

const problemText: Readonly<Record<FileProblem | "other-encoding", string>> = {
  escapes: "lead out of the recording's folder",
  missing: "are missing",
  "too-large": "are too large",
  "other-encoding": "have another encoding than the rest",
};

/** Files looked up at the same time; more only queues in the file system. */
const lookupsAtOnce = 64;

/**
 * A column as a stream of files, if that is what most of its cells name. Its encoding is the one
 * most of them have. Files that are missing, refused or differently encoded are counted as damage.
 *
 * @returns `isPaths` false when the column is something else; `stream` undefined when it names
 *   files of which none exists
 */
export async function readFileColumn(options: {
  readonly folder: string;
  readonly name: string;
  readonly cells: readonly TimedCell[];
}): Promise<{
  readonly isPaths: boolean;
  readonly stream: RecordedFileStream | undefined;
  readonly damage: readonly string[];
}> {
  const { folder, name } = options;
  const cells = options.cells.filter((cell) => cell.text !== "");
  const byEncoding = groupByEncoding(cells);
  const named = [...byEncoding.values()].reduce((sum, group) => sum + group.length, 0);
  if (named === 0 || 2 * named < cells.length) {
    return { isPaths: false, stream: undefined, damage: [] };
  }
  const most = [...byEncoding.values()].reduce((a, b) => (b.length > a.length ? b : a));
  const encoding = fileEncoding(most[0]!.text)!;

  const files: RecordedFile[] = [];
  const problems = new Map<FileProblem | "other-encoding", number>();
  const count = (problem: FileProblem | "other-encoding", n: number) =>
    problems.set(problem, (problems.get(problem) ?? 0) + n);
  if (most.length < cells.length) count("other-encoding", cells.length - most.length);
  for (let start = 0; start < most.length; start += lookupsAtOnce) {
    const chunk = most.slice(start, start + lookupsAtOnce);
    const found = await Promise.all(chunk.map((cell) => recordedFile(folder, cell.text)));
    for (const [i, file] of found.entries()) {
      if ("path" in file) files.push({ stampNs: chunk[i]!.stampNs, path: file.path });
      else count(file.problem, 1);
    }
  }
  const damage = [...problems].map(
    ([problem, n]) => `${name}: ${n} of ${cells.length} files ${problemText[problem]}`,
  );
  return {
    isPaths: true,
    stream: files.length > 0 ? { name, ...encoding, files } : undefined,
    damage,
  };
}

/** The cells that name an image or point file, by its encoding; the others are in no group. */
function groupByEncoding(cells: readonly TimedCell[]): ReadonlyMap<string, readonly TimedCell[]> {
  const groups = new Map<string, TimedCell[]>();
  for (const cell of cells) {
    const encoding = fileEncoding(cell.text)?.encoding;
    if (encoding === undefined) continue;
    const group = groups.get(encoding) ?? [];
    group.push(cell);
    groups.set(encoding, group);
  }
  return groups;
}
