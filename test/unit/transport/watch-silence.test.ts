import { EventEmitter } from "node:events";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { watchSilence } from "../../../src/transport/watch-silence.ts";

describe("the watch for silence", () => {
  beforeEach(() => vi.useFakeTimers());
  afterEach(() => vi.useRealTimers());

  function watched() {
    const stream = new EventEmitter();
    const [ping, onLost] = [vi.fn(), vi.fn()];
    const end = watchSilence({ stream, ping, onLost });
    return { stream, ping, onLost, end };
  }

  it("asks after 1.5 s without a byte and gives the connection up after 4 s, once", () => {
    const { ping, onLost } = watched();
    vi.advanceTimersByTime(1400);
    expect(ping).not.toHaveBeenCalled();
    vi.advanceTimersByTime(200);
    expect(ping).toHaveBeenCalledOnce();
    vi.advanceTimersByTime(2300);
    expect(onLost).not.toHaveBeenCalled();
    vi.advanceTimersByTime(60_000);
    expect(onLost).toHaveBeenCalledOnce();
  });

  it("keeps a connection on which the other side only answers", () => {
    const { stream, ping, onLost } = watched();
    ping.mockImplementation(() => stream.emit("data"));
    vi.advanceTimersByTime(60_000);
    expect(ping.mock.calls.length).toBeGreaterThan(30);
    expect(onLost).not.toHaveBeenCalled();
  });

  it("asks nothing while data comes, and nothing after it was ended", () => {
    const { stream, ping, onLost, end } = watched();
    for (let i = 0; i < 20; i++) {
      vi.advanceTimersByTime(900);
      stream.emit("data");
    }
    end();
    vi.advanceTimersByTime(60_000);
    expect(ping).not.toHaveBeenCalled();
    expect(onLost).not.toHaveBeenCalled();
  });
});
