import { readFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/cli/exit-code.ts";
import {
  AppError,
  appError,
  appErrorFromThread,
  errorCodes,
  fail,
  failFrom,
  type ErrorCode,
} from "../../../src/core/errors.ts";

const page = await readFile(new URL("../../../docs/errors.md", import.meta.url), "utf8");
/** Rows of the form | `CODE` | when | what to do | exit |. */
const rows = [...page.matchAll(/^\| `([A-Z_]+)` *\|([^|]*)\|([^|]*)\|([^|]*)\|$/gm)].map(
  ([, code, when, what, exit]) => ({
    code: code!,
    when: when!.trim(),
    what: what!.trim(),
    exit: exit!.trim(),
  }),
);

describe("docs/errors.md", () => {
  it("has one row a code, and none of a code that is gone", () => {
    expect(rows.map((row) => row.code).sort()).toEqual([...errorCodes].sort());
  });

  it("says of each code when it comes and what to do", () => {
    expect(rows.filter(({ when, what }) => when === "" || what === "")).toEqual([]);
  });

  it("says of each code how the program ends", () => {
    const ends = rows.map(({ code }) => {
      return [code, String(exitCodeOf(new AppError(code as ErrorCode, "any")))];
    });
    expect(rows.map(({ code, exit }) => [code, exit])).toEqual(ends);
  });
});

describe("AppError", () => {
  it("ends its message with its code, so that a log line can be looked up", () => {
    const error = appError("SHAPE_MISMATCH", ["MatMul", "[M, K]", "[3]"]);
    expect(error.message).toBe("MatMul expected [M, K], received [3] [SHAPE_MISMATCH]");
    expect(error.code).toBe("SHAPE_MISMATCH");
    expect(error.name).toBe("AppError");
  });

  it("is thrown by fail", () => {
    expect(() => fail("CONFIG_INVALID", "robot.yaml:3", "unknown field")).toThrow(
      expect.objectContaining({
        code: "CONFIG_INVALID",
        message: "configuration robot.yaml:3: unknown field [CONFIG_INVALID]",
      }),
    );
  });

  it("has no cause of its own accord, and keeps the one that failFrom is given", () => {
    const cause = new Error("the disk is full");
    expect(appError("CONFIG_INVALID", ["a", "b"])).not.toHaveProperty("cause");
    expect(() => failFrom(cause, "CHECKPOINT_WRITE_FAILED", "step-1", "no space")).toThrow(
      expect.objectContaining({ code: "CHECKPOINT_WRITE_FAILED", cause }),
    );
  });

  it("shows what was received with its type, so that '3' and 3 can be told apart", () => {
    expect(appError("OPTION_INVALID", ["batch", "a whole number", "3"]).message).toBe(
      "expected a whole number for batch, received 3 (string) [OPTION_INVALID]",
    );
  });
});

describe("appErrorFromThread", () => {
  it("gives an error that was thrown in another thread its class back", () => {
    const thrown = appError("CONFIG_INVALID", ["robot.yaml:3", "unknown field"]);
    // What a copy between threads keeps.
    const copy = Object.assign(new Error(thrown.message), { name: thrown.name, code: thrown.code });
    const error = appErrorFromThread(copy);
    expect(error).toBeInstanceOf(AppError);
    expect(error).toMatchObject({ code: thrown.code, message: thrown.message, cause: copy });
  });

  it.each([
    new Error("bang"),
    Object.assign(new Error("no such file"), { code: "ENOENT" }),
    "text",
    undefined,
  ])("has nothing to say of %s", (thrown) => {
    expect(appErrorFromThread(thrown)).toBeUndefined();
  });
});
