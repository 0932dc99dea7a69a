import { describe, expect, it } from "vitest";
import { terminalOf } from "../../../../src/cli/ui/terminal.ts";

const stream = { write: () => true, isTTY: true, columns: 77, rows: 20 };

describe("terminalOf", () => {
  it("knows a terminal by its size", () => {
    expect(terminalOf(stream, {})).toMatchObject({
      isTTY: true,
      columns: 77,
      rows: 20,
      hasColor: true,
    });
  });

  it("assumes a usual size where the terminal does not know it", () => {
    expect(terminalOf({ ...stream, columns: 0, rows: 0 }, {})).toMatchObject({
      columns: 100,
      rows: 40,
    });
  });

  it("respects NO_COLOR, unless it is empty", () => {
    expect(terminalOf(stream, { NO_COLOR: "1" }).hasColor).toBe(false);
    expect(terminalOf(stream, { NO_COLOR: "" }).hasColor).toBe(true);
  });

  it("takes a pipe and a dumb terminal for a file", () => {
    expect(terminalOf({ write: () => true }, {})).toMatchObject({ isTTY: false, hasColor: false });
    expect(terminalOf(stream, { TERM: "dumb" })).toMatchObject({ isTTY: false, hasColor: false });
  });
});
