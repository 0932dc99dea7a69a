import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { compileAStep, fitStep } from "../../examples/compile-a-step.ts";
import { printGraph } from "../../src/graph/print.ts";

describe("examples/compile-a-step.ts", () => {
  it("finds the weights that its points were made with", async () => {
    const lines: string[] = [];
    const w = await compileAStep((text) => lines.push(text));
    expect(w).toEqual([expect.closeTo(2, 2), expect.closeTo(-3, 2)]);
    expect(lines[0]).toBe(printGraph(fitStep()));
    expect(lines.at(-1)).toMatch(/^step 100: loss /);
  });

  it("prints the graph that the documentation shows", async () => {
    const page = await readFile(
      new URL("../../docs/how-the-compiler-works.md", import.meta.url),
      "utf8",
    );
    expect(page).toContain(printGraph(fitStep()).trimEnd());
  });
});
