import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenForInterrupt } from "../../../src/cli/interrupt.ts";

function setup() {
  const source = new EventEmitter();
  const said: string[] = [];
  const left: number[] = [];
  const interrupt = listenForInterrupt({
    source,
    say: (line) => said.push(line),
    leave: (code) => left.push(code),
  });
  return { source, said, left, interrupt };
}

describe("Ctrl-C", () => {
  it("asks for a clean stop first and leaves at once the second time", () => {
    const { source, said, left, interrupt } = setup();
    source.emit("SIGINT");
    expect(interrupt.signal.aborted).toBe(true);
    expect(said).toEqual(["stopping; press Ctrl-C again to leave at once"]);
    expect(left).toEqual([]);
    source.emit("SIGINT");
    expect(left).toEqual([130]);
  });

  it("means the same as SIGTERM", () => {
    const { source, interrupt } = setup();
    source.emit("SIGTERM");
    expect(interrupt.signal.aborted).toBe(true);
  });

  it("still asks nicely after the program stopped by itself", () => {
    const { source, left, interrupt } = setup();
    interrupt.stop();
    source.emit("SIGINT");
    expect(left).toEqual([]);
  });

  it("lets go of the signals", () => {
    const { source, interrupt } = setup();
    interrupt.dispose();
    expect(["SIGINT", "SIGTERM", "SIGHUP"].map((s) => source.listenerCount(s))).toEqual([0, 0, 0]);
  });
});
