import { describe, expect, it } from "vitest";
import type { CliCommand, CommandContext } from "../../../src/cli/command.ts";
import type { CommandEntry } from "../../../src/cli/commands/index.ts";
import { numberOption } from "../../../src/cli/options.ts";
import { runProgram } from "../../../src/cli/program.ts";
import { silentLogger } from "../../../src/core/log.ts";
import { appError, fail } from "../../../src/core/errors.ts";

interface Given {
  args?: readonly unknown[];
  options?: Readonly<Record<string, unknown>>;
}

async function run(argv: readonly string[], command: Partial<CliCommand> = {}, isDebug = false) {
  const given: Given = {};
  const play: CliCommand = {
    define: (c) => {
      c.argument("<file>").option("--rate <x>", "how fast", numberOption({ min: 1 }), 1);
    },
    examples: [["npx saccade play it", "plays it"]],
    run: (_, args, options) => {
      given.args = args;
      given.options = options;
      return Promise.resolve({ json: { n: 1 }, text: ["played"] });
    },
    ...command,
  };
  const commands: readonly CommandEntry[] = [
    { name: "listen", summary: "hears", load: () => Promise.reject(new Error("not asked for")) },
    { name: "play", summary: "plays something", load: () => Promise.resolve(play) },
  ];
  let out = "";
  let err = "";
  const context: CommandContext = {
    clock: { monotonicMs: () => 0, wallNs: () => 0n },
    log: silentLogger,
    say: () => undefined,
    terminal: { write: () => undefined, isTTY: false, columns: 80, rows: 24, hasColor: false },
    isJson: false,
    isQuiet: false,
    signal: new AbortController().signal,
  };
  const code = await runProgram({
    argv,
    version: "1.2.3",
    commands,
    writeOut: (text) => (out += text),
    writeError: (text) => (err += text),
    isDebug,
    context: ({ isJson }) => ({ ...context, isJson }),
  });
  return { code, out, err, given };
}

describe("the program", () => {
  it("runs the command asked for and loads no other", async () => {
    const { code, out, err, given } = await run(["play", "it", "--rate", "2"]);
    expect({ code, out, err }).toEqual({ code: 0, out: "played\n", err: "" });
    expect(given).toEqual({ args: ["it"], options: { rate: 2 } });
  });

  it("prints one JSON object and nothing else under --json", async () => {
    expect(await run(["play", "it", "--json"])).toMatchObject({ code: 0, out: '{"n":1}\n' });
  });

  it("passes on the exit code of a command that brings bad news", async () => {
    const result = { json: {}, exitCode: 1 } as const;
    expect((await run(["play", "it"], { run: () => Promise.resolve(result) })).code).toBe(1);
  });

  it("knows its version", async () => {
    expect(await run(["--version"])).toMatchObject({ code: 0, out: "1.2.3\n" });
  });

  it("lists the commands", async () => {
    const { code, out } = await run(["--help"]);
    expect(code).toBe(0);
    expect(out).toMatch(/listen\s+hears/);
    expect(out).toMatch(/play\s+plays something/);
  });

  it("shows examples in the help of a command", async () => {
    const { code, out } = await run(["play", "--help"]);
    expect(code).toBe(0);
    expect(out).toContain("--json");
    expect(out).toContain("Examples:\n  plays it:\n    $ npx saccade play it");
  });
});

describe("bad usage", () => {
  it("suggests a command", async () => {
    expect(await run(["lisen"])).toMatchObject({
      code: 2,
      out: "",
      err: "saccade: unknown command 'lisen'; did you mean 'listen'?\n",
    });
    expect(await run(["nonsense"])).toMatchObject({
      code: 2,
      err: "saccade: unknown command 'nonsense'; known: listen, play\n",
    });
  });

  it.each([
    [["play"], "missing required argument 'file'"],
    [["play", "it", "--rat", "2"], "unknown option '--rat' (Did you mean --rate?)"],
    [
      ["play", "it", "--rate", "fast"],
      "option '--rate <x>' argument 'fast' is invalid. expected a number, at least 1.",
    ],
    [["play", "it", "more"], "too many arguments for 'play'. Expected 1 argument but got 2"],
    [["--nonsense"], "unknown option '--nonsense'"],
  ])("%j is one sentence and exit code 2", async (argv, sentence) => {
    const { code, out, err } = await run(argv);
    expect({ code, out }).toEqual({ code: 2, out: "" });
    expect(err).toContain(`saccade: ${sentence}`);
    expect(err.trimEnd()).not.toContain("\n");
  });

  it("shows the help when nothing was asked for", async () => {
    const { code, out, err } = await run([]);
    expect(code).toBe(2);
    expect(out).toContain("Usage: saccade");
    expect(err).toBe("saccade: expected a command\n");
  });
});

describe("a command that fails", () => {
  const failing = (error: Error): Partial<CliCommand> => ({
    run: () => Promise.reject(error),
  });

  it("exits 2 for what the person gave and 1 for everything else", async () => {
    const input = appError("CONFIG_INVALID", ["robot.yaml:3", "learn.bach: unknown field"]);
    expect(await run(["play", "it"], failing(input))).toMatchObject({
      code: 2,
      err: "saccade: configuration robot.yaml:3: learn.bach: unknown field [CONFIG_INVALID]\n",
    });
    expect(await run(["play", "it"], failing(new Error("out of luck")))).toMatchObject({
      code: 1,
      err: "saccade: out of luck\n",
    });
    expect(
      (await run(["play", "it"], { run: () => fail("OPTION_INVALID", "x", "y", 1) })).code,
    ).toBe(2);
  });

  it("shows the stack and its cause to who asks", async () => {
    const error = new Error("outer", { cause: new Error("inner") });
    expect((await run(["play", "it"], failing(error))).err).not.toContain("at ");
    const { err } = await run(["play", "it"], failing(error), true);
    expect(err).toMatch(/outer\n {4}at .*\ncaused by Error: inner\n {4}at /s);
  });

  it("is one JSON object under --json too", async () => {
    const { code, out } = await run(["play", "it", "--json"], failing(new Error("out of luck")));
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({ error: { code: "UNEXPECTED", message: "out of luck" } });
  });
});
