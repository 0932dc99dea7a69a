import { readFile } from "node:fs/promises";
import { failFrom, fail } from "../core/errors.ts";

/** Shorter ones can be tried out. */
const leastCharacters = 16;

/**
 * The token in the variable `name`, else the content of the file that `<name>_FILE` names; undefined when
 * neither is set.
 *
 * @throws AppError `code`; the message never holds the token
 */
export async function readToken(
  environment: Readonly<Record<string, string | undefined>>,
  name: string,
  code: "COMMAND_TOKEN_INVALID" | "WINDOW_TOKEN_INVALID",
): Promise<string | undefined> {
  const checked = (token: string, variable: string): string =>
    token.length >= leastCharacters
      ? token
      : fail(
          code,
          variable,
          `it has ${token.length} characters, at least ${leastCharacters} are needed`,
        );
  const own = environment[name];
  const variable = `${name}_FILE`;
  const path = environment[variable];
  if (own !== undefined && own !== "") return checked(own, name);
  if (path === undefined || path === "") return undefined;
  const text = await readFile(path, "utf8").catch((error: unknown) =>
    failFrom(error, code, variable, `'${path}' cannot be read`),
  );
  return checked(text.trim(), variable);
}
