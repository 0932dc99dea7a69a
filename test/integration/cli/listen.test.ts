import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { systemClock } from "../../../src/core/clock.ts";
import { createPublisher, type Publisher } from "../../../src/publish/publisher.ts";
import {
  startEmbeddedBroker,
  type EmbeddedBroker,
} from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import type { Transport } from "../../../src/transport/transport.ts";
import { freePort } from "../../support/free-port.ts";
import { inStarts, lastJson, runCli, startCli } from "./run-cli.ts";

let broker: EmbeddedBroker;
let zeromqUrl: string;
let transports: readonly Transport[];
let publisher: Publisher;
let timer: NodeJS.Timeout;

beforeAll(async () => {
  broker = await startEmbeddedBroker({ host: "127.0.0.1", port: 0, maxMessageBytes: 1e6 });
  zeromqUrl = `tcp://127.0.0.1:${await freePort()}`;
  transports = await Promise.all(
    [broker.url, zeromqUrl].map((url) =>
      openTransport({
        url,
        role: "publisher",
        maxQueuedBytes: 1e6,
        maxMessageBytes: 1e6,
        connectTimeoutMs: 1500,
      }),
    ),
  );
  publisher = createPublisher({ transports, fleet: "f", device: "d", clock: systemClock });
  timer = setInterval(() => {
    for (const sensor of ["camera", "lidar"]) {
      publisher.features({
        sensor,
        stampNs: systemClock.wallNs(),
        ageMs: 4,
        modelVersion: "0123456789abcdef",
        contractVersion: 1,
        embedding: Float32Array.of(3, 0, 4),
      });
    }
    transports[0]?.publish({
      topic: "saccade/v1/f/d/broken/features",
      payload: Uint8Array.of(255, 255),
    });
  }, 20);
});
afterAll(async () => {
  clearInterval(timer);
  publisher.close();
  await Promise.all(transports.map((t) => t.close()));
  await broker.close();
});

describe("saccade listen", () => {
  it("decodes what is published over MQTT and ZeroMQ and counts what it cannot", async () => {
    const { code, out, err } = await runCli(
      "listen",
      "--from",
      broker.url,
      "--from",
      zeromqUrl,
      "--for",
      "1.5",
      "--json",
    );
    expect(code).toBe(0);
    expect(out.trimEnd().split("\n")).toHaveLength(1);
    const json = lastJson(out) as {
      received: number;
      decoded: number;
      invalid: Record<string, number>;
      sensors: Record<string, { received: number }>;
    };
    expect(json.sensors).toMatchObject({
      camera: { missed: 0, models: 1, modelVersion: "0123456789abcdef", dim: 3, norm: 5 },
      lidar: { missed: 0 },
    });
    expect(json.sensors["camera"]!.received).toBeGreaterThan(20);
    expect(json.invalid["features-corrupt"]).toBeGreaterThan(5);
    expect(json.received).toBe(json.decoded + json.invalid["features-corrupt"]!);
    expect(err).toMatch(/camera {2}sequence \d+/);
  });

  it("stops after --count of one sensor", async () => {
    const { code, out } = await runCli(
      "listen",
      "--from",
      zeromqUrl,
      "--sensor",
      "lidar",
      "--count",
      "3",
      "--for",
      "20",
      "--json",
    );
    expect(code).toBe(0);
    expect(lastJson(out)).toMatchObject({
      received: 3,
      decoded: 3,
      sensors: { lidar: { received: 3 } },
    });
  });

  it("fails when fewer than --count came", async () => {
    const { code, out } = await runCli(
      "listen",
      "--from",
      broker.url,
      "--sensor",
      "radar",
      "--count",
      "1",
      "--for",
      "0.3",
    );
    expect(code).toBe(1);
    expect(out).toContain("expected 1 features, received 0");
  });

  it("stops cleanly at Ctrl-C", async () => {
    const running = startCli("listen", "--from", broker.url, "--json");
    await running.says("camera");
    running.interrupt();
    const { code, out } = await running.ended;
    expect(code).toBe(0);
    expect(lastJson(out)["decoded"]).toBeGreaterThan(0);
  });

  it("refuses a broker that is not there at once", async () => {
    const { code, err, starts } = await inStarts(runCli("listen", "--from", "mqtt://127.0.0.1:1"));
    expect(code).toBe(2);
    expect(err).toContain("no broker answered at mqtt://127.0.0.1:1");
    expect(starts).toBeLessThan(12);
  });
});
