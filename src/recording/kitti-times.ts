import { readFile } from "node:fs/promises";

const line = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?$/;

/** One line of a KITTI timestamps.txt, `2011-09-26 13:02:25.964389445`, read as UTC. */
export function parseKittiTime(text: string): bigint | undefined {
  const match = line.exec(text.trim());
  if (match === null) return undefined;
  const wholeMs = Date.parse(`${match[1]!}T${match[2]!}Z`);
  if (Number.isNaN(wholeMs)) return undefined;
  // The fraction has nine digits, which a JavaScript date would cut to three.
  return BigInt(wholeMs) * 1_000_000n + BigInt((match[3] ?? "").padEnd(9, "0"));
}

/** The stamps of a KITTI timestamps.txt by line; undefined when there is no such file. */
export async function readKittiTimes(
  file: string,
): Promise<readonly (bigint | undefined)[] | undefined> {
  const text = await readFile(file, "utf8").catch(() => undefined);
  return text?.trimEnd().split("\n").map(parseKittiTime);
}
