export type LogLevel = "debug" | "info" | "warn" | "error";

/** Where a part says what it does. Injected; never a global console. */
export interface Logger {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
}

const order: readonly LogLevel[] = ["debug", "info", "warn", "error"];

/** A logger that hands each line at or above `level` to `write`, without a trailing newline. */
export function createLogger(options: {
  readonly level: LogLevel;
  readonly write: (line: string) => void;
}): Logger {
  const threshold = order.indexOf(options.level);
  const at = (level: LogLevel) => (message: string) => {
    if (order.indexOf(level) >= threshold) options.write(`${level.padEnd(5)} ${message}`);
  };
  return { debug: at("debug"), info: at("info"), warn: at("warn"), error: at("error") };
}

/** Says nothing. */
export const silentLogger: Logger = createLogger({ level: "error", write: () => undefined });
