import { readToken } from "./read-token.ts";

/**
 * What commands have to bring: SACCADE_COMMAND_TOKEN, else the content of the file that
 * SACCADE_COMMAND_TOKEN_FILE names; undefined when neither is set.
 *
 * @throws AppError COMMAND_TOKEN_INVALID; the message never holds the token
 */
export function readCommandToken(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  return readToken(environment, "SACCADE_COMMAND_TOKEN", "COMMAND_TOKEN_INVALID");
}
