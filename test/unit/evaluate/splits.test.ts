import { describe, expect, it } from "vitest";
import { fitAndTestRows, frameRange, parseSplit } from "../../../src/evaluate/splits.ts";
import { regularStamps } from "../../support/random-matrix.ts";

describe("parseSplit", () => {
  it.each([
    ["0:0.7", 0, 0.7],
    ["0.7:1", 0.7, 1],
    [".25:.5", 0.25, 0.5],
    ["1e-1:1.0", 0.1, 1],
  ])("reads %s", (text, from, to) => {
    expect(parseSplit("--split", text)).toEqual({ from, to });
  });

  it.each([
    "",
    "0.7",
    "0:",
    ":1",
    "0.7:0.7",
    "0.8:0.2",
    "0:1.1",
    "-0.1:1",
    "0:70%",
    "a:b",
    "0:0.5:1",
    "0:Infinity",
  ])("refuses '%s' and names the option", (text) => {
    expect(() => parseSplit("--split", text)).toThrow(
      /expected a range a:b with 0 ≤ a < b ≤ 1, such as 0:0.7, for --split, received .*OPTION_INVALID/,
    );
  });
});

describe("frameRange", () => {
  it("gives ranges that share a bound every frame once", () => {
    for (let frames = 2; frames < 200; frames++) {
      const fit = frameRange("--fit", { from: 0, to: 0.7 }, frames);
      const test = frameRange("--split", { from: 0.7, to: 1 }, frames);
      expect([fit.start, test.start, test.end]).toEqual([0, fit.end, frames]);
    }
  });

  it("refuses a range without a frame and says how many frames there are", () => {
    expect(() => frameRange("--fit", { from: 0.1, to: 0.15 }, 3)).toThrow(
      /at least one of 3 frames for --fit, received 0.1:0.15/,
    );
    expect(() => frameRange("--fit", { from: 0, to: 1 }, 0)).toThrow(/OPTION_INVALID/);
  });
});

describe("fitAndTestRows", () => {
  const stampsNs = regularStamps(10, 100);

  it("means exactly what it says without a guard", () => {
    const { fit, test } = fitAndTestRows({
      fit: { from: 0, to: 0.7 },
      test: { from: 0.7, to: 1 },
      stampsNs,
    });
    expect(fit).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(test).toEqual([7, 8, 9]);
  });

  it("leaves out frames to fit within the guard, on either side of the test range", () => {
    const later = fitAndTestRows({
      fit: { from: 0, to: 0.7 },
      test: { from: 0.7, to: 1 },
      stampsNs,
      guardS: 0.2,
    });
    expect(later.fit).toEqual([0, 1, 2, 3, 4]);
    const earlier = fitAndTestRows({
      fit: { from: 0.3, to: 1 },
      test: { from: 0, to: 0.3 },
      stampsNs,
      guardS: 0.2,
    });
    expect(earlier.fit).toEqual([5, 6, 7, 8, 9]);
  });

  it("refuses ranges that overlap, whichever comes first", () => {
    const early = { from: 0, to: 0.7 };
    const late = { from: 0.6, to: 1 };
    const message = /expected a range that shares no frame with --split .* for --fit, received/;
    expect(() => fitAndTestRows({ fit: early, test: late, stampsNs })).toThrow(message);
    expect(() => fitAndTestRows({ fit: late, test: early, stampsNs })).toThrow(message);
    expect(() => fitAndTestRows({ fit: { from: 0, to: 1 }, test: late, stampsNs })).toThrow(
      message,
    );
  });
});
