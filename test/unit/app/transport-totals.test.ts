import { describe, expect, it } from "vitest";
import { transportTotals } from "../../../src/app/transport-totals.ts";

const nothing = { received: 0, sent: 0, reconnects: 0, dropped: {} };

describe("transportTotals", () => {
  it("keeps addresses apart and adds up the connections to one", () => {
    expect(
      transportTotals([
        { ...nothing, url: "mqtt://a", received: 5, reconnects: 1, dropped: { expired: 2 } },
        { ...nothing, url: "tcp://b", sent: 1 },
        { ...nothing, url: "mqtt://a", sent: 7, reconnects: 1, dropped: { expired: 1, other: 4 } },
      ]),
    ).toEqual({
      "mqtt://a": { received: 5, sent: 7, reconnects: 2, dropped: { expired: 3, other: 4 } },
      "tcp://b": { ...nothing, sent: 1 },
    });
  });

  it("takes a broker, which counts drops only", () => {
    const broker = { url: "mqtt://a", dropped: { "subscriber-slow": 3 } };
    expect(transportTotals([broker])).toEqual({
      "mqtt://a": { ...nothing, dropped: { "subscriber-slow": 3 } },
    });
  });
});
