import type { Command as CommanderCommand } from "commander";
import type { Clock } from "../core/clock.ts";
import type { Logger } from "../core/log.ts";
import type { ExitCode } from "./exit-code.ts";

/** What a command is given instead of reaching for globals. */
export interface CommandContext {
  readonly clock: Clock;
  /** Lines for people, on standard error. */
  readonly log: Logger;
  /** A line of the command's own output: standard output, or standard error under `--json`. */
  say(line: string): void;
  /** Where a live screen draws: the same stream as `say`. */
  readonly terminal: Terminal;
  readonly isJson: boolean;
  /** The log is read by a program: no live screen, and notes go to the log. */
  readonly isQuiet: boolean;
  /** Folder that stands for `/` where the device is looked at: a recorded tree. Absent = `/`. */
  readonly deviceRoot?: string | undefined;
  /** Aborted by the first Ctrl-C, by SIGTERM, or when nobody reads the output any more. */
  readonly signal: AbortSignal;
}

/** The part of a terminal stream that the screens need. */
export interface Terminal {
  write(text: string): void;
  readonly isTTY: boolean;
  readonly columns: number;
  readonly rows: number;
  readonly hasColor: boolean;
}

/** What a command found. `json` is printed under `--json`, `text` otherwise. */
export interface CommandResult {
  readonly json: Readonly<Record<string, unknown>>;
  readonly text?: readonly string[] | undefined;
  /** 1 when the command did its work and the answer is bad news. Default 0. */
  readonly exitCode?: ExitCode | undefined;
}

/** Parsed arguments, then the options by name, as commander gives them: unchecked. */
type CommandAction = (
  context: CommandContext,
  args: readonly unknown[],
  options: Readonly<Record<string, unknown>>,
) => Promise<CommandResult>;

/** One command. Loaded only when it is asked for. */
export interface CliCommand {
  /** Adds arguments and options. `--json` is there already. */
  readonly define: (command: CommanderCommand) => void;
  /** Command lines that work as they stand, each with what it does. */
  readonly examples: readonly (readonly [line: string, does: string])[];
  readonly run: CommandAction;
}
