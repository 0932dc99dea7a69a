import { describe, expect, it } from "vitest";
import { createCleanup } from "../../../src/app/cleanup.ts";

function setup() {
  const cleanup = createCleanup();
  const done: string[] = [];
  const end = (name: string) => async () => {
    await Promise.resolve();
    done.push(name);
  };
  return { cleanup, done, end };
}

describe("cleanup", () => {
  it("lets go of the newest first, one after the other", async () => {
    const { cleanup, done, end } = setup();
    for (const name of ["a", "b", "c"]) cleanup.add(end(name));
    await cleanup.run();
    expect(done).toEqual(["c", "b", "a"]);
  });

  it("runs all the others when one fails, and then tells the first failure", async () => {
    const { cleanup, done, end } = setup();
    cleanup.add(end("a"));
    cleanup.add(() => Promise.reject(new Error("second")));
    cleanup.add(() => {
      throw new Error("first");
    });
    await expect(cleanup.run()).rejects.toThrow("first");
    expect(done).toEqual(["a"]);
  });

  it("runs every end once, however often it is asked", async () => {
    const { cleanup, done, end } = setup();
    cleanup.add(end("a"));
    await Promise.all([cleanup.run(), cleanup.run()]);
    await cleanup.run();
    expect(done).toEqual(["a"]);
  });

  it("lets go at once of what comes too late", async () => {
    const { cleanup, done, end } = setup();
    cleanup.add(() => Promise.reject(new Error("early")));
    await cleanup.run().catch(() => undefined);
    cleanup.add(end("late"));
    cleanup.add(() => Promise.reject(new Error("nobody hears this")));
    await expect.poll(() => done).toEqual(["late"]);
  });
});
