#!/usr/bin/env node
import { readFile } from "node:fs/promises";
import { z } from "zod";
import { systemClock } from "../core/clock.ts";
import { createLogger } from "../core/log.ts";
import { commands } from "./commands/index.ts";
import { listenForInterrupt } from "./interrupt.ts";
import { createJsonLogger } from "./json-logger.ts";
import { runProgram } from "./program.ts";
import { showCursor } from "./ui/live-screen.ts";
import { terminalOf } from "./ui/terminal.ts";

const packageFile = await readFile(new URL("../../package.json", import.meta.url), "utf8");
const { version } = z.looseObject({ version: z.string() }).parse(JSON.parse(packageFile));
/** `json`: log lines are JSON objects and nothing is drawn, for services. */
const hasJsonLog = process.env["SACCADE_LOG"] === "json";
const isDebug = (process.env["SACCADE_DEBUG"] ?? "") !== "";

const level = isDebug ? "debug" : "info";

const writeError = (text: string): void => {
  process.stderr.write(text);
};
const interrupt = listenForInterrupt({
  source: process,
  say: (line) => {
    writeError(`${line}\n`);
  },
  leave: (code) => {
    for (const stream of [process.stdout, process.stderr]) {
      if (stream.isTTY) stream.write(showCursor);
    }
    process.exit(code);
  },
});
// `saccade listen … | head` closes our output: that is a request to stop, not a failure.
process.stdout.on("error", () => {
  interrupt.stop();
});
process.stderr.on("error", () => undefined);

process.exitCode = await runProgram({
  argv: process.argv.slice(2),
  version,
  commands,
  writeOut: (text) => {
    process.stdout.write(text);
  },
  writeError,
  isDebug,
  context: ({ isJson }) => {
    const terminal = terminalOf(isJson ? process.stderr : process.stdout, process.env);
    return {
      clock: systemClock,
      log: hasJsonLog
        ? createJsonLogger({ level, write: writeError })
        : createLogger({
            level,
            write: (line) => {
              writeError(`${line}\n`);
            },
          }),
      isQuiet: hasJsonLog,
      say: (line) => {
        terminal.write(`${line}\n`);
      },
      terminal,
      isJson,
      deviceRoot: process.env["SACCADE_DEVICE_ROOT"],
      signal: interrupt.signal,
    };
  },
});
interrupt.dispose();
// Everything is closed by now; if a library still holds the process, it has had its chance.
setTimeout(() => process.exit(), 2000).unref();
