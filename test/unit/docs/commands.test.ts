import { readdir, readFile } from "node:fs/promises";
import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import {
  fencedBlocks,
  projectRoot,
  readDocuments,
  withoutFences,
} from "../../support/documents.ts";

const documents = await readDocuments();
const readme = documents.find((page) => page.path === "README.md")!.text;

/** What a page shows as something to type: lines of shell blocks, and code within a sentence. */
const typedIn = (text: string): readonly string[] => [
  ...fencedBlocks(text, "sh").flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n")),
  ...[...withoutFences(text).matchAll(/`(npx saccade [^`]+)`/g)].map(([, code]) => code!),
];

/** What the comment at the head of a configuration shows. */
const typedInComments = (yaml: string): readonly string[] =>
  [...yaml.matchAll(/^#\s+(npx saccade .+?)(?: {2,}.*)?$/gm)].map(([, line]) => line!);

const configs = await Promise.all(
  (await readdir(`${projectRoot}configs`)).map(async (name) => ({
    path: `configs/${name}`,
    text: await readFile(`${projectRoot}configs/${name}`, "utf8"),
  })),
);

/** Every `npx saccade …` line that people are told to type. */
const lines = [
  ...documents.flatMap(({ path, text }) => typedIn(text).map((line) => ({ path, line }))),
  ...configs.flatMap(({ path, text }) => typedInComments(text).map((line) => ({ path, line }))),
]
  .filter(({ line }) => line.startsWith("npx saccade ") && !line.includes("<command>"))
  .map(({ path, line }) => ({ path, line: line.replace(/\s+#.*$/, "") }));

/** The words of a line as a shell would split them. */
const wordsOf = (line: string): readonly string[] =>
  [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!).slice(2);

describe("command lines in the documentation", () => {
  it.each(lines)("$path: $line", async ({ line }) => {
    const [name = "", ...words] = wordsOf(line);
    const entry = commands.find((command) => command.name === name);
    expect(entry, `there is a command '${name}'`).toBeDefined();
    const { define } = await entry!.load();
    const command = new Command(name).exitOverride().configureOutput({ writeErr: () => undefined });
    command.option("--json").action(() => undefined);
    define(command);
    await expect(command.parseAsync(words, { from: "user" })).resolves.toBe(command);
  });

  it("are there", () => {
    expect(lines.length).toBeGreaterThan(15);
  });
});

it.each(commands)("the README's table has the command $name", ({ name }) => {
  expect(readme).toMatch(new RegExp(`^\\| \`${name}[ \`]`, "m"));
});
