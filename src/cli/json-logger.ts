import { pino } from "pino";
import type { Logger, LogLevel } from "../core/log.ts";

/** Log lines as JSON objects (`time`, `level`, `msg`), for whoever collects logs. */
export function createJsonLogger(options: {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
}): Logger {
  const { level, write } = options;
  const base = pino(
    {
      level,
      base: { name: "saccade" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
    },
    { write },
  );
  return {
    debug: (message) => {
      base.debug(message);
    },
    info: (message) => {
      base.info(message);
    },
    warn: (message) => {
      base.warn(message);
    },
    error: (message) => {
      base.error(message);
    },
  };
}
