import { readFile } from "node:fs/promises";
import { failFrom, fail } from "../core/errors.ts";

/** Shorter ones can be tried out. */
const leastCharacters = 16;

/**
 * The window's token: SACCADE_WINDOW_TOKEN, else the content of the file that SACCADE_WINDOW_TOKEN_FILE names;
 * undefined when neither is set.
 *
 * @throws AppError WINDOW_TOKEN_INVALID; the message never holds the token
 */
export async function readWindowToken(
  environment: Readonly<Record<string, string | undefined>>,
): Promise<string | undefined> {
  const own = environment["SACCADE_WINDOW_TOKEN"];
  const path = environment["SACCADE_WINDOW_TOKEN_FILE"];
  if (own !== undefined && own !== "") return checked(own, "SACCADE_WINDOW_TOKEN");
  if (path === undefined || path === "") return undefined;
  const variable = "SACCADE_WINDOW_TOKEN_FILE";
  const text = await readFile(path, "utf8").catch((error: unknown) =>
    failFrom(error, "WINDOW_TOKEN_INVALID", variable, `'${path}' cannot be read`),
  );
  return checked(text.trim(), variable);
}

function checked(token: string, variable: string): string {
  if (token.length >= leastCharacters) return token;
  return fail(
    "WINDOW_TOKEN_INVALID",
    variable,
    `it has ${token.length} characters, at least ${leastCharacters} are needed`,
  );
}
