import { describe, expect, it } from "vitest";
import { commands } from "../../../src/cli/commands/index.ts";
import { inStarts, lastJson, runCli } from "./run-cli.ts";
import { loadAddon } from "../../../src/native/addon.ts";

describe("saccade", () => {
  it("knows its version", async () => {
    expect(await runCli("--version")).toMatchObject({ code: 0, out: "0.1.0\n" });
  });

  it("refuses an unknown command in one sentence, fast", async () => {
    const { code, out, err, starts } = await inStarts(runCli("lissten"));
    expect({ code, out, err }).toEqual({
      code: 2,
      out: "",
      err: "saccade: unknown command 'lissten'; did you mean 'listen'?\n",
    });
    expect(starts).toBeLessThan(12);
  });

  it.each(commands.map((c) => c.name))("%s --help shows examples", async (name) => {
    const { code, out } = await runCli(name, "--help");
    expect(code).toBe(0);
    expect(out).toContain(`Usage: saccade ${name}`);
    expect(out).toContain(`$ npx saccade ${name}`);
  });

  it("lists its commands in order", () => {
    const names = commands.map((c) => c.name);
    expect(names).toEqual(names.toSorted());
  });

  it("shows a stack only when asked to", async () => {
    const { code, err } = await runCli("info", "/nowhere");
    expect(code).toBe(2);
    expect(err).toMatch(/^saccade: no recording at \/nowhere.*\n$/);
  });
});

describe("saccade doctor", () => {
  it("tells what really runs here", async () => {
    const { code, out } = await runCli("doctor", "--json");
    expect(code).toBe(0);
    expect(lastJson(out)).toMatchObject({
      node: process.version,
      providers: { cpu: { usable: true } },
      native: { loaded: loadAddon().loaded },
    });
    expect((await runCli("doctor")).out).toMatch(/cpu +yes/);
  });
});
