import { Command } from "commander";
import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { fencedBlocks, readDocuments } from "../../support/documents.ts";

const documents = await readDocuments();
const readme = documents.find((page) => page.path === "README.md")!.text;

/** Every `npx saccade …` line that a page tells people to type. */
const lines = documents.flatMap(({ path, text }) =>
  fencedBlocks(text, "sh")
    .flatMap((block) => block.replaceAll(/\\\n\s*/g, "").split("\n"))
    .filter((line) => line.startsWith("npx saccade "))
    .map((line) => ({ path, line: line.replace(/\s+#.*$/, "").replace(/\s*&$/, "") })),
);

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
    expect(lines.length).toBeGreaterThan(10);
  });
});

it.each(commands)("the README's table has the command $name", ({ name }) => {
  expect(readme).toMatch(new RegExp(`^\\| \`${name}[ \`]`, "m"));
});
