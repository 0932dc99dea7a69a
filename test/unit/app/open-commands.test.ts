import { Subject } from "rxjs";
import { describe, expect, it } from "vitest";
import { openCommands } from "../../../src/app/open-commands.ts";
import { silentLogger } from "../../../src/core/log.ts";
import type { IncomingMessage, Transport } from "../../../src/transport/transport.ts";
import { fakeClock } from "../../support/fake-clock.ts";

const messages = new Subject<IncomingMessage>();
const filters: string[] = [];
const transport: Transport = {
  url: "mqtt://robot:1883",
  state: new Subject(),
  messages: (filter) => {
    filters.push(filter);
    return messages;
  },
  publish: () => true,
  waitForSubscriber: () => Promise.resolve(true),
  stats: () => ({ received: 0, sent: 0, dropped: {}, reconnects: 0, queuedBytes: 0 }),
  close: () => Promise.resolve(),
};
const options = {
  config: { fleet: "f", device: "d" },
  encoders: {
    promote: () => Promise.resolve(),
    rollBack: () => Promise.resolve({ isDone: true, sentence: "" }),
  },
  predictions: { ask: () => undefined, close: () => Promise.resolve() },
  clock: fakeClock(),
  log: silentLogger,
};

describe("commands to a pipeline", () => {
  it("are refused at the start where nothing says what they have to bring", () => {
    expect(() => openCommands(transport, { ...options, token: undefined })).toThrow(
      /SACCADE_COMMAND_TOKEN.*COMMAND_TOKEN_MISSING/s,
    );
    expect(filters).toEqual([]);
  });

  it("are heard for every sensor of this device, and for no other's", () => {
    const end = openCommands(transport, { ...options, token: "0123456789abcdef" });
    expect(filters).toEqual(["saccade/v1/f/d/+/command"]);
    expect(messages.observed).toBe(true);
    end();
    expect(messages.observed).toBe(false);
  });

  it("are not listened to where the configuration names no address", () => {
    openCommands(undefined, { ...options, token: undefined })();
    expect(filters).toHaveLength(1);
  });
});
