import { appError, type AppError } from "../../core/errors.ts";

/** The catalogue's error for one of the addon's, which carry the kind of failure as `code`. */
export function nativeFailure(call: string, error: unknown): AppError {
  const words = error instanceof Error ? error.message.trim() : String(error);
  const code: unknown = error instanceof Error ? Reflect.get(error, "code") : undefined;
  const options = { cause: error };
  if (code === "closed") return appError("ENGINE_CLOSED", [call], options);
  if (code === "open") return appError("ENGINE_OPEN_FAILED", [words], options);
  return appError("ENGINE_RUN_FAILED", [call, words], options);
}
