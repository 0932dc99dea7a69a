import { AppError, type ErrorCode } from "../core/errors.ts";

/** 0 done, 1 failed while running, 2 bad usage, configuration or input. */
export type ExitCode = 0 | 1 | 2;

/** Codes of these families are about what the person gave: a flag, a file, an address. */
const inputFamilies = [
  "CHECKPOINT",
  "COMMAND",
  "CONFIG",
  "HEAD",
  "LABEL",
  "OPTION",
  "RECORDING",
  "REGISTRY",
  "SENSOR",
  "TRANSPORT",
  "USAGE",
  "WINDOW",
];

/** Of those families, what fails only once everything given was right. */
const runtimeCodes: ReadonlySet<string> = new Set([
  "CHECKPOINT_WRITE_FAILED",
  "HEAD_WRITE_FAILED",
  "RECORDING_WRITE_FAILED",
]);

/** Of other families, what the person can mend by giving something else. */
const inputCodes: ReadonlySet<string> = new Set([
  "BENCH_PEER_MISSING",
  "ENGINE_NONE_USABLE",
  "ENGINE_PROVIDER_UNUSABLE",
  "TRAINING_NO_CLIPS",
]);

function isInput(code: ErrorCode): boolean {
  if (runtimeCodes.has(code)) return false;
  return inputCodes.has(code) || inputFamilies.includes(code.split("_", 1)[0] ?? "");
}

/** The exit code that a failure deserves. */
export function exitCodeOf(error: unknown): 1 | 2 {
  return error instanceof AppError && isInput(error.code) ? 2 : 1;
}
