import { describe, expect, it } from "vitest";
import { exitCodeOf } from "../../../src/cli/exit-code.ts";
import { AppError, type ErrorCode } from "../../../src/core/errors.ts";

const codes: readonly (readonly [ErrorCode, 1 | 2])[] = [
  ["CONFIG_INVALID", 2],
  ["USAGE_INVALID", 2],
  ["OPTION_INVALID", 2],
  ["REGISTRY_UNKNOWN", 2],
  ["RECORDING_NOT_FOUND", 2],
  ["SENSOR_UNKNOWN", 2],
  ["CHECKPOINT_INVALID", 2],
  ["TRANSPORT_UNREACHABLE", 2],
  ["TRANSPORT_ADDRESS_IN_USE", 2],
  ["ENGINE_PROVIDER_UNUSABLE", 2],
  ["CHECKPOINT_WRITE_FAILED", 1],
  ["ENGINE_CRASHED", 1],
  ["SHAPE_MISMATCH", 1],
];

describe("the exit code", () => {
  it.each(codes)("of %s is %i", (code, exitCode) => {
    expect(exitCodeOf(new AppError(code, "said"))).toBe(exitCode);
  });

  it("of anything that was not thrown on purpose is 1", () => {
    expect(exitCodeOf(new Error("x"))).toBe(1);
    expect(exitCodeOf("x")).toBe(1);
  });
});
