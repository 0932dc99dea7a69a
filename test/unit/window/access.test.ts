import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { createAccess } from "../../../src/window/access.ts";

const request = (headers: Readonly<Record<string, string>>, url = "/live") =>
  ({ headers, url }) as unknown as IncomingMessage;

describe("who may look in without a token", () => {
  const access = createAccess(undefined);
  it.each([
    [{ host: "127.0.0.1:18840" }, true],
    [{ host: "localhost:18840", origin: "http://localhost:18840" }, true],
    [{ host: "[::1]:18840", origin: "http://[::1]:18840" }, true],
    [{ host: "localhost:18840", origin: "https://app.foxglove.dev" }, true],
    [{ host: "localhost:18840", origin: "https://evil.example" }, false],
    [{ host: "localhost:18840", origin: "null" }, false],
    // A name of another site that was pointed at this machine.
    [{ host: "evil.example:18840", origin: "http://evil.example:18840" }, false],
    [{ host: "127.0.0.1.evil.example" }, false],
    [{}, false],
  ])("%j: %s", (headers, isAdmitted) => {
    expect(access.admits(request(headers as Readonly<Record<string, string>>))).toBe(isAdmitted);
  });
});

describe("who may look in with a token", () => {
  const access = createAccess("0123456789abcdef");
  it("brings it as a header or in the address, whatever name the robot has", () => {
    const host = "robot.local:18840";
    const bearer = { host, authorization: "Bearer 0123456789abcdef" };
    expect(access.admits(request(bearer))).toBe(true);
    expect(access.admits(request({ host }, "/live?token=0123456789abcdef"))).toBe(true);
  });

  it("is turned away with none, a wrong one, or one that only begins like it", () => {
    const host = "127.0.0.1";
    expect(access.admits(request({ host }))).toBe(false);
    expect(access.admits(request({ host }, "/live?token="))).toBe(false);
    expect(access.admits(request({ host }, "/live?token=0123456789abcde"))).toBe(false);
    expect(access.admits(request({ host, authorization: "Basic 0123456789abcdef" }))).toBe(false);
  });
});
