import { readdir, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";

/** One page of the documentation. */
export interface Document {
  /** From the project's root: `docs/wire.md`. */
  readonly path: string;
  readonly text: string;
}

/** The project's folder. */
export const projectRoot = fileURLToPath(new URL("../../", import.meta.url));

/** Every page that is written for people, in order of path. */
export async function readDocuments(): Promise<readonly Document[]> {
  const inRoot = (await readdir(projectRoot)).filter((name) => name.endsWith(".md"));
  const inDocs = (await readdir(`${projectRoot}docs`, { recursive: true }))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`);
  const paths = [...inRoot, ...inDocs].sort();
  return Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(projectRoot + path, "utf8") })),
  );
}

/** The bodies of a page's fenced blocks in `language`. */
export function fencedBlocks(text: string, language: string): readonly string[] {
  const fence = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\`$`, "gm");
  return [...text.matchAll(fence)].map(([, body]) => body!);
}

/** A page without its fenced blocks: what is prose. */
export function withoutFences(text: string): string {
  return text.replaceAll(/^```[\s\S]*?^```$/gm, "");
}
