import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { obeyCommands } from "../../../src/app/commands.ts";
import { createLogger } from "../../../src/core/log.ts";
import type { IncomingMessage } from "../../../src/transport/transport.ts";

const token = "0123456789abcdef";
const nowMs = 1_700_000_000_000;
const good = { command: "rollback", token, issuedMs: nowMs };

function listen() {
  const messages = new Subject<IncomingMessage>();
  const obeyed: (readonly [string, string])[] = [];
  const lines: string[] = [];
  const end = obeyCommands({
    ...{ messages, token, now: () => nowMs },
    encoders: {
      rollBack: (sensor, reason) => {
        obeyed.push([sensor, reason]);
        return Promise.resolve({ isDone: true, sentence: "" });
      },
    },
    predictions: {
      ask: (sensor, horizonMs) => {
        obeyed.push([sensor, `${horizonMs} ms ahead`]);
      },
    },
    log: createLogger({ level: "debug", write: (line) => lines.push(line) }),
  });
  const send = (content: unknown, topic = "saccade/v1/f/d/camera/command"): void => {
    const text = typeof content === "string" ? content : JSON.stringify(content);
    messages.next({ topic, payload: new TextEncoder().encode(text), arrivalMs: 0 });
  };
  return { send, obeyed, lines, end, messages };
}

describe("commands", () => {
  it("go back for the sensor of their topic, once each", () => {
    const { send, obeyed, lines } = listen();
    send({ ...good, reason: "it drove into a wall" });
    send({ ...good, reason: "it drove into a wall" });
    expect(obeyed).toEqual([["camera", "it drove into a wall"]]);
    expect(lines).toEqual([expect.stringMatching(/camera: a command was ignored: it came twice/)]);
  });

  it("ask for predictions, as far ahead as they say, beside others of the same moment", () => {
    const { send, obeyed } = listen();
    send({ ...good, command: "predict", horizonMs: 400 });
    send({ ...good, command: "predict", issuedMs: nowMs - 1 });
    send(good);
    expect(obeyed.map(([, what]) => what)).toEqual([
      "400 ms ahead",
      "250 ms ahead",
      "a command asked for it",
    ]);
  });

  it.each([
    ["no JSON", "{", /it is no command/],
    ["another command", { ...good, command: "explode" }, /it is no command/],
    ["a field too many", { ...good, sensor: "lidar" }, /it is no command/],
    [
      "a prediction of next week",
      { ...good, command: "predict", horizonMs: 6e8 },
      /it is no command/,
    ],
    ["no token", { command: "rollback", issuedMs: nowMs }, /it is no command/],
    ["another token", { ...good, token: "0123456789abcdeg" }, /its token is another/],
    ["a token cut short", { ...good, token: "0123" }, /its token is another/],
    ["an old one that the broker kept", { ...good, issuedMs: nowMs - 31_000 }, /given 31 s ago/],
    ["one of the future", { ...good, issuedMs: nowMs + 31_000 }, /given -31 s ago/],
    ["far too much", "x".repeat(5000), /it is no command/],
  ])("are ignored with the reason where they are %s", (_, content, why) => {
    const { send, obeyed, lines } = listen();
    send(content);
    expect(obeyed).toEqual([]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(why);
    expect(lines[0]).not.toContain(token);
  });

  it("are heard no more once that was ended", () => {
    const { send, obeyed, end, messages } = listen();
    end();
    send(good);
    expect(obeyed).toEqual([]);
    expect(messages.observed).toBe(false);
  });
});
