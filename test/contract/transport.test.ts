import { randomUUID } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Subscriber } from "zeromq";
import { startEmbeddedBroker } from "../../src/transport/embedded-broker.ts";
import { openTransport, transports } from "../../src/transport/index.ts";
import type { TransportOptions } from "../../src/transport/transport.ts";
import { freePort } from "../support/free-port.ts";
import { mosquittoMissing, startMosquitto } from "../support/mosquitto.ts";
import { describeTransport, type TransportScene } from "./transport-contract.ts";

const openAt = (url: string): TransportScene["open"] => {
  return (role, options) =>
    openTransport({
      url,
      role,
      maxQueuedBytes: 64_000_000,
      maxMessageBytes: 8_000_000,
      connectTimeoutMs: 5000,
      ...options,
    } satisfies TransportOptions);
};

it("every transport of the registry is in this file", () => {
  expect(transports.names).toEqual(["inproc", "mqtt", "zeromq"]);
});

describeTransport({
  name: "inproc",
  headers: true,
  awareness: true,
  noStall: "an observer in the same process takes every message at once",
  noCut: "there is no connection to lose",
  setUp: () =>
    Promise.resolve({
      open: openAt(`inproc://${randomUUID()}`),
      tearDown: () => Promise.resolve(),
    }),
});

if (mosquittoMissing === undefined) {
  describeTransport({
    name: "mqtt over mosquitto (MQTT 5)",
    headers: true,
    awareness: "the broker takes every message",
    isHugeWithheld: true,
    setUp: async () => {
      const broker = await startMosquitto();
      return {
        open: openAt(broker.url),
        stall: () => {
          broker.pause();
          return Promise.resolve(() => {
            broker.resume();
            return Promise.resolve();
          });
        },
        cut: async (publisher) => {
          await broker.kill();
          return async () => {
            await broker.restart();
            return publisher;
          };
        },
        tearDown: () => broker.stop(),
      };
    },
  });
} else {
  describe("mqtt over mosquitto (MQTT 5)", () => {
    it.skip(`keeps the transport contract: skipped, ${mosquittoMissing}`, () => undefined);
  });
}

describeTransport({
  name: "mqtt over the embedded broker (MQTT 3.1.1)",
  headers: "MQTT 3.1.1 has no message properties",
  awareness: "the broker takes every message",
  noStall: "the broker shares this process; its own test stalls a subscriber",
  setUp: async () => {
    const port = await freePort();
    const start = () =>
      startEmbeddedBroker({ host: "127.0.0.1", port, maxMessageBytes: 8_000_000 });
    let broker = await start();
    return {
      open: openAt(broker.url),
      cut: async (publisher) => {
        await broker.close();
        return async () => {
          broker = await start();
          return publisher;
        };
      },
      tearDown: () => broker.close(),
    };
  },
});

const zeromqScene = (url: string): TransportScene => {
  const open = openAt(url);
  return {
    open,
    stall: () => {
      const deaf = new Subscriber({ receiveHighWaterMark: 1, linger: 0 });
      deaf.subscribe("");
      deaf.connect(url);
      return Promise.resolve(() => {
        deaf.close();
        return Promise.resolve();
      });
    },
    cut: async (publisher) => {
      await publisher.close();
      return () => open("publisher");
    },
    tearDown: () => Promise.resolve(),
  };
};

describeTransport({
  name: "zeromq over tcp",
  headers: true,
  awareness: true,
  setUp: async () => zeromqScene(`tcp://127.0.0.1:${(await freePort()).toString()}`),
});

describeTransport({
  name: "zeromq over ipc",
  headers: true,
  awareness: true,
  setUp: () => Promise.resolve(zeromqScene(`ipc://${join(tmpdir(), `${randomUUID()}.sock`)}`)),
});
