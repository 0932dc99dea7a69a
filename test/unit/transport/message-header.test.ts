import { describe, expect, it } from "vitest";
import { parseHeader } from "../../../src/transport/message-header.ts";

describe("parseHeader", () => {
  it("reads content type, stamp and sequence, the sequence as text or number", () => {
    const stampNs = "1766000000123456789";
    expect(parseHeader({ contentType: "image/jpeg", stampNs, sequence: "7" })).toEqual({
      contentType: "image/jpeg",
      stampNs: 1766000000123456789n,
      sequence: 7,
    });
    expect(parseHeader({ sequence: 8 })?.sequence).toBe(8);
  });

  it("leaves absent fields absent", () => {
    expect(parseHeader({})).toEqual({});
  });

  it.each([
    { stampNs: "-1" },
    { stampNs: "1.5" },
    { stampNs: "9".repeat(19) },
    { stampNs: "9".repeat(4000) },
    { stampNs: 5 },
    { stampNs: ["1", "2"] },
    { sequence: "-1" },
    { sequence: 1.5 },
    { sequence: 2 ** 53 },
    { sequence: Number.NaN },
    { sequence: null },
    { contentType: 7 },
    { contentType: "x".repeat(257) },
  ])("refuses %j", (fields) => {
    expect(parseHeader(fields)).toBeUndefined();
  });
});
