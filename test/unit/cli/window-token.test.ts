import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readWindowToken } from "../../../src/cli/window-token.ts";
import { folderOf } from "../../support/folder-of.ts";

describe("the window's token", () => {
  it("comes from the environment, else from a file without its last newline", async () => {
    const token = "0123456789abcdef";
    const folder = await folderOf({ token: `${token}\n` });
    const file = { SACCADE_WINDOW_TOKEN_FILE: join(folder, "token") };
    expect(await readWindowToken({})).toBeUndefined();
    expect(await readWindowToken(file)).toBe(token);
    expect(await readWindowToken({ ...file, SACCADE_WINDOW_TOKEN: `x${token}` })).toBe(`x${token}`);
  });

  it("is refused when it is short or not there, without being told", async () => {
    const short = await readWindowToken({ SACCADE_WINDOW_TOKEN: "hunter2" }).catch(String);
    expect(short).toContain("SACCADE_WINDOW_TOKEN cannot be used: it has 7 characters");
    expect(short).not.toContain("hunter2");
    await expect(
      readWindowToken({ SACCADE_WINDOW_TOKEN_FILE: "/no/such/file" }),
    ).rejects.toMatchObject({ code: "WINDOW_TOKEN_INVALID" });
  });
});
