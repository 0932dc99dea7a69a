import { readToken } from "./read-token.ts";

/**
 * The window's token: SACCADE_WINDOW_TOKEN, else the content of the file that SACCADE_WINDOW_TOKEN_FILE names;
 * undefined when neither is set.
 *
 * @throws AppError WINDOW_TOKEN_INVALID; the message never holds the token
 */
export function readWindowToken(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return readToken(environment, "SACCADE_WINDOW_TOKEN", "WINDOW_TOKEN_INVALID");
}
