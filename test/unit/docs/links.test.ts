import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { projectRoot, readDocuments, withoutFences } from "../../support/documents.ts";

const documents = await readDocuments();

/** The name that a heading gets as a target: lower case, no punctuation, dashes for spaces. */
const anchorOf = (heading: string): string =>
  heading
    .trim()
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");

const anchorsOf = (path: string): readonly string[] => {
  const text = documents.find((page) => page.path === path)?.text ?? "";
  return [...withoutFences(text).matchAll(/^#+ (.+)$/gm)].map(([, heading]) => anchorOf(heading!));
};

/** Why a link of `from` leads nowhere; undefined when it leads somewhere. */
function deadLink(from: string, link: string): string | undefined {
  const [target = "", anchor] = link.split("#", 2);
  const path = target === "" ? from : join(dirname(from), target);
  if (!existsSync(join(projectRoot, path))) return `${link}: there is no ${path}`;
  if (anchor === undefined || anchorsOf(path).includes(anchor)) return undefined;
  return `${link}: ${path} has no heading '${anchor}'`;
}

/** What must exist of a written path: the folder before its first placeholder or wildcard, if any. */
const firmPart = (path: string): string =>
  /[<*{]/.test(path) ? path.replace(/[^/]*[<*{].*$/, "") : path;

const projectPath =
  /(?<![\w./-])(?:src|test|configs|devices|examples|proto|docs)\/[^\s`'"()[\],;|#]+/g;

describe.each(documents)("$path", ({ path, text }) => {
  it("links to nothing that is gone", () => {
    const links = [...withoutFences(text).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const own = links.filter((link) => !/^[a-z]+:/.test(link));
    expect(own.flatMap((link) => deadLink(path, link) ?? [])).toEqual([]);
  });

  it("names no file of the project that is gone", () => {
    const named = [...text.matchAll(projectPath)].map(([name]) => name.replace(/[.:]+$/, ""));
    const gone = named.filter((name) => !existsSync(join(projectRoot, firmPart(name))));
    expect(gone).toEqual([]);
  });
});

it("finds the pages that people start from", () => {
  const paths = documents.map((page) => page.path);
  expect(paths).toEqual(expect.arrayContaining(["README.md", "CONTRIBUTING.md", "docs/wire.md"]));
});
