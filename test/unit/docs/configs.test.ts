import { describe, expect, it } from "vitest";
import { parseConfig } from "../../../src/config/load.ts";
import { fencedBlocks, readDocuments } from "../../support/documents.ts";

const examples = (await readDocuments()).flatMap(({ path, text }) =>
  fencedBlocks(text, "yaml")
    .filter((yaml) => /^sensors:/m.test(yaml))
    .map((yaml, index) => ({ path, index, yaml })),
);

describe("configurations in the documentation", () => {
  it.each(examples)("$path, number $index, can be run as it stands", ({ path, yaml }) => {
    expect(Object.keys(parseConfig(yaml, { name: path }).sensors)).not.toEqual([]);
  });

  it("are there", () => {
    expect(examples.map(({ path }) => path)).toContain("README.md");
  });
});
