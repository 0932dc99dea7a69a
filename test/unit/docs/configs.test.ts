import { describe, expect, it } from "vitest";
import type { z } from "zod";
import { parseConfig } from "../../../src/config/load.ts";
import { encoders } from "../../../src/nn/encoders/index.ts";
import { objectives } from "../../../src/objectives/index.ts";
import { optimizers } from "../../../src/optim/index.ts";
import { fencedBlocks, readDocuments } from "../../support/documents.ts";

const documents = await readDocuments();
const examples = documents.flatMap(({ path, text }) =>
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

/** The names of the fields of `value` and of everything in it. */
function fieldsOf(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(fieldsOf);
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => [name, ...fieldsOf(inner)]);
}

/** A default as the page writes it. */
const written = (value: unknown): string =>
  Array.isArray(value) ? `[${value.join(", ")}]` : String(value);

describe("docs/config.md", () => {
  const page = documents.find(({ path }) => path === "docs/config.md")!.text;
  const config = parseConfig(
    `
embeddedBroker: {}
simulator: {}
sensors:
  front: { modality: camera, from: "mqtt://broker" }
  roof: { modality: lidar, from: "mqtt://broker" }
publish: [{ to: mqtt://broker }]
`,
    { name: "whole.yaml" },
  );
  const { front, roof } = config.sensors;
  // Objectives have a page of their own.
  const learn = { ...config.learn, objectives: [] };
  const fields = new Set(fieldsOf({ ...config, learn, sensors: [front, roof] }));

  it("names every field", () => {
    expect([...fields].filter((field) => !new RegExp(`\\b${field}\\b`).test(page))).toEqual([]);
  });

  it.each([...encoders.entries, ...optimizers.entries])(
    "lists every option of $name with its default",
    (entry) => {
      expectOptionsListed(page, entry);
    },
  );
});

describe("docs/objectives.md", () => {
  const page = documents.find(({ path }) => path === "docs/objectives.md")!.text;

  it.each(objectives.entries)("lists every option of $name with its default", (entry) => {
    expectOptionsListed(page, entry);
  });

  it("has every objective in its table, in order", () => {
    const names = [...page.matchAll(/^\| \[`([a-z-]+)`\]/gm)].map(([, name]) => name);
    expect(names).toEqual(objectives.names);
  });
});

function expectOptionsListed(
  page: string,
  { name, options }: { readonly name: string; readonly options: z.ZodObject },
): void {
  const start = page.indexOf(`### \`${name}\``);
  expect(start).toBeGreaterThan(0);
  const section = page.slice(start).split(/\n#/, 1)[0]!;
  const rows = [...section.matchAll(/^\| `(\w+)` *\| `([^`]+)` *\|/gm)];
  const expected = Object.entries(options.parse({})).map(([key, value]) => [key, written(value)]);
  expect(rows.map(([, key, value]) => [key, value])).toEqual(expected);
}
