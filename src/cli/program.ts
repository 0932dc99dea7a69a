import { Command, CommanderError } from "commander";
import { suggestion } from "../config/nearest-word.ts";
import { AppError } from "../core/errors.ts";
import type { CommandContext } from "./command.ts";
import type { CommandEntry } from "./commands/index.ts";
import { exitCodeOf, type ExitCode } from "./exit-code.ts";
import { toJson } from "./to-json.ts";

/** What the program needs of the world. */
export interface ProgramOptions {
  /** Without `node` and the script. */
  readonly argv: readonly string[];
  readonly version: string;
  readonly commands: readonly CommandEntry[];
  readonly writeOut: (text: string) => void;
  readonly writeError: (text: string) => void;
  readonly isDebug: boolean;
  /** Makes the context of the one command that runs. */
  context(options: { readonly isJson: boolean }): CommandContext;
}

/** Parses, runs one command, prints its result, and says how the process should end. Never throws. */
export async function runProgram(options: ProgramOptions): Promise<ExitCode> {
  const { argv, commands, writeOut, writeError } = options;
  const isJson = argv.includes("--json");
  const asked = argv.find((word) => !word.startsWith("-"));
  const program = new Command("saccade")
    .description("Self-supervised learning from a robot's own camera and lidar streams.")
    .version(options.version, "--version", "print the version")
    .helpCommand(false)
    .exitOverride()
    .configureOutput({ writeOut, writeErr: writeError, outputError: () => undefined })
    .addHelpText(
      "after",
      "\n'saccade <command> --help' shows examples. Start with: saccade run configs/demo.yaml",
    );
  let outcome: ExitCode = 0;

  try {
    const entry = commands.find((c) => c.name === asked);
    if (asked !== undefined && entry === undefined) {
      const names = commands.map((c) => c.name);
      throw new CommanderError(
        2,
        "saccade.unknown",
        `unknown command '${asked}'${suggestion(asked, names)}`,
      );
    }
    for (const { name, summary } of commands) {
      if (name !== asked) program.command(name).summary(summary).description(summary);
    }
    if (entry) {
      const { define, examples, run } = await entry.load();
      const command = program
        .command(entry.name)
        .summary(entry.summary)
        .description(`${entry.summary[0]?.toUpperCase() ?? ""}${entry.summary.slice(1)}.`)
        .option("--json", "print one JSON object as the last line of standard output");
      define(command);
      command.addHelpText("after", exampleText(examples)).action(async (...given: unknown[]) => {
        const args = given.slice(0, -2);
        const result = await run(options.context({ isJson }), args, command.opts());
        if (isJson) writeOut(`${toJson(result.json)}\n`);
        else for (const line of result.text ?? []) writeOut(`${line}\n`);
        outcome = result.exitCode ?? 0;
      });
    }
    if (asked === undefined && argv.length === 0) {
      writeOut(program.helpInformation());
      writeError("saccade: expected a command\n");
      return 2;
    }
    await program.parseAsync(argv, { from: "user" });
    return outcome;
  } catch (error) {
    return report(error, options, isJson);
  }
}

function exampleText(examples: readonly (readonly [line: string, does: string])[]): string {
  return [
    "",
    "Examples:",
    ...examples.flatMap(([line, does]) => [`  ${does}:`, `    $ ${line}`]),
  ].join("\n");
}

/** One sentence on standard error; the stack only for who asks. */
function report(error: unknown, options: ProgramOptions, isJson: boolean): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return 0;
  const isUsage = error instanceof CommanderError;
  const message = error instanceof Error ? error.message : String(error);
  const sentence = message
    .replace(/^error: /, "")
    .replaceAll(/\s*\n\s*/g, " ")
    .trim();
  options.writeError(`saccade: ${sentence}\n`);
  if (options.isDebug && error instanceof Error) options.writeError(`${stackOf(error)}\n`);
  const exitCode = isUsage ? 2 : exitCodeOf(error);
  if (isJson) {
    const code = isUsage ? "USAGE" : error instanceof AppError ? error.code : "UNEXPECTED";
    options.writeOut(`${toJson({ error: { code, message: sentence } })}\n`);
  }
  return exitCode;
}

function stackOf(error: Error): string {
  const own = error.stack ?? error.message;
  return error.cause instanceof Error ? `${own}\ncaused by ${stackOf(error.cause)}` : own;
}
