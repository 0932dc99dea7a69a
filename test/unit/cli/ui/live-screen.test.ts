import { describe, expect, it } from "vitest";
import type { Terminal } from "../../../../src/cli/command.ts";
import { openLiveScreen, showCursor } from "../../../../src/cli/ui/live-screen.ts";

function fakeTerminal(isTTY: boolean, size = { columns: 20, rows: 6 }) {
  const written: string[] = [];
  const terminal: Terminal = {
    write: (text) => void written.push(text),
    isTTY,
    ...size,
    hasColor: false,
  };
  return { terminal, written };
}

function fakeClock() {
  const time = { ms: 0 };
  return { time, clock: { monotonicMs: () => time.ms, wallNs: () => 0n } };
}

const view = (n: number) => () => ({ screen: [`line ${n}`, "second"], plain: [`plain ${n}`] });

describe("a live screen on a terminal", () => {
  it("draws over what it drew, each frame in one write", () => {
    const { terminal, written } = fakeTerminal(true);
    const { clock, time } = fakeClock();
    const screen = openLiveScreen({ terminal, clock });
    screen.update(view(1));
    time.ms = 200;
    screen.update(view(2));
    expect(written).toHaveLength(2);
    expect(written[0]).toContain("\u001b[?25l");
    expect(written[1]).toContain("\u001b[2A\r");
    expect(written[1]).toContain("\u001b[2Kline 2\n\u001b[2Ksecond\n\u001b[0J");
  });

  it("skips updates that come too fast, without computing them", () => {
    const { terminal, written } = fakeTerminal(true);
    const { clock, time } = fakeClock();
    const screen = openLiveScreen({ terminal, clock, redrawMs: 100 });
    screen.update(view(1));
    time.ms = 99;
    screen.update(() => {
      throw new Error("not wanted");
    });
    expect(written).toHaveLength(1);
  });

  it("never draws more than fits", () => {
    const { terminal, written } = fakeTerminal(true, { columns: 8, rows: 3 });
    const screen = openLiveScreen({ terminal, clock: fakeClock().clock });
    screen.update(() => ({ screen: ["a long line of text", "b", "c", "d"], plain: [] }));
    expect(written[0]).toContain("a long \n");
    expect(written[0]).toContain("b\n");
    expect(written[0]).not.toContain("c\n");
  });

  it("keeps a note above the block", () => {
    const { terminal, written } = fakeTerminal(true);
    const screen = openLiveScreen({ terminal, clock: fakeClock().clock });
    screen.update(view(1));
    screen.note("something happened");
    expect(written[1]).toBe("\u001b[2A\r\u001b[0Jsomething happened\n");
    expect(written[2]).toContain("line 1\n");
  });

  it("draws the last view and gives the cursor back, once", () => {
    const { terminal, written } = fakeTerminal(true);
    const screen = openLiveScreen({ terminal, clock: fakeClock().clock });
    screen.update(view(1));
    screen.close(view(2));
    screen.close(view(3));
    screen.update(view(4));
    expect(written).toHaveLength(3);
    expect(written[1]).toContain("line 2");
    expect(written[2]).toBe(showCursor);
  });
});

describe("a live screen into a file", () => {
  it("writes plain lines now and then, without control characters", () => {
    const { terminal, written } = fakeTerminal(false);
    const { clock, time } = fakeClock();
    const screen = openLiveScreen({ terminal, clock, plainEveryMs: 5000 });
    screen.update(view(1));
    time.ms = 4999;
    screen.update(view(2));
    time.ms = 5000;
    screen.update(view(3));
    screen.note("noted");
    screen.close(view(4));
    expect(written).toEqual(["plain 1\n", "plain 3\n", "noted\n", "plain 4\n"]);
  });
});
