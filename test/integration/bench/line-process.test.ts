import { afterEach, describe, expect, it } from "vitest";
import { z } from "zod";
import { LineProcess } from "../../../src/bench/line-process.ts";

const answered = z.strictObject({ twice: z.number() });

/** A process that doubles numbers; it also prints what is no answer. */
const doubler = `
  console.log("a library's greeting");
  require("node:readline").createInterface({ input: process.stdin }).on("line", (line) => {
    const { value } = JSON.parse(line);
    if (value === 13) { console.error("Traceback: unlucky"); process.exit(3); }
    const reply = value < 0 ? { error: "below zero" } : { result: { twice: 2 * value } };
    console.log(JSON.stringify(reply));
  });`;

describe("LineProcess", () => {
  const open: LineProcess[] = [];
  const start = (command: string, ...args: string[]): LineProcess => {
    const { signal } = new AbortController();
    open.push(new LineProcess({ name: "the doubler", command, args, signal }));
    return open.at(-1)!;
  };
  afterEach(async () => {
    for (const process of open.splice(0)) await process.close();
  });

  it("answers one question after the other and passes over other lines", async () => {
    const process = start("node", "-e", doubler);
    expect(await process.ask(answered, { value: 2 })).toEqual({ twice: 4 });
    expect(await process.ask(answered, { value: 21 })).toEqual({ twice: 42 });
  });

  it("fails in the process's own words, and goes on", async () => {
    const process = start("node", "-e", doubler);
    await expect(process.ask(answered, { value: -1 })).rejects.toThrow(
      "the process of the doubler failed: below zero [BENCH_PEER_FAILED]",
    );
    expect(await process.ask(answered, { value: 1 })).toEqual({ twice: 2 });
  });

  it("refuses an answer of another shape", async () => {
    const other = z.strictObject({ thrice: z.number() });
    await expect(start("node", "-e", doubler).ask(other, { value: 1 })).rejects.toMatchObject({
      code: "BENCH_PEER_FAILED",
    });
  });

  it("tells how the process ended, with what it said last", async () => {
    const process = start("node", "-e", doubler);
    const gone = /failed: it ended with exit code 3; Traceback: unlucky/;
    await expect(process.ask(answered, { value: 13 })).rejects.toThrow(gone);
    await expect(process.ask(answered, { value: 1 })).rejects.toThrow(gone);
  });

  it("says that there is no such program", async () => {
    await expect(start("/nowhere/python").ask(answered, {})).rejects.toThrow(
      /ENOENT.*\[BENCH_PEER_FAILED\]/,
    );
  });

  it("closes a process that is waiting, twice", async () => {
    const process = start("node", "-e", doubler);
    await process.ask(answered, { value: 1 });
    await process.close();
    await process.close();
    await expect(process.ask(answered, { value: 1 })).rejects.toMatchObject({
      code: "BENCH_PEER_FAILED",
    });
  });
});
