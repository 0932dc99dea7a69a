import { describe, expect, it } from "vitest";
import { openTogether } from "../../../src/app/open-together.ts";

function thing(name: string, closed: string[]) {
  return {
    name,
    close: () => {
      closed.push(name);
      return Promise.resolve();
    },
  };
}

describe("openTogether", () => {
  it("gives what was opened in the order asked for", async () => {
    const closed: string[] = [];
    const late = new Promise<ReturnType<typeof thing>>((resolve) => {
      setTimeout(resolve, 5, thing("a", closed));
    });
    const opened = await openTogether([late, Promise.resolve(thing("b", closed))]);
    expect(opened.map((o) => o.name)).toEqual(["a", "b"]);
    expect(closed).toEqual([]);
  });

  it("closes the others when one fails, also one that opens after the failure", async () => {
    const closed: string[] = [];
    const late = new Promise<ReturnType<typeof thing>>((resolve) => {
      setTimeout(resolve, 5, thing("late", closed));
    });
    const early = Promise.resolve(thing("early", closed));
    const opening = openTogether([late, Promise.reject(new Error("no room")), early]);
    await expect(opening).rejects.toThrow("no room");
    expect(closed.sort()).toEqual(["early", "late"]);
  });

  it("tells what failed to open even when closing fails too", async () => {
    const stuck = { close: () => Promise.reject(new Error("stuck")) };
    const opening = openTogether([Promise.resolve(stuck), Promise.reject(new Error("no room"))]);
    await expect(opening).rejects.toThrow("no room");
  });
});
