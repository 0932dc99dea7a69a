import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it, onTestFinished } from "vitest";
import { Subscriber } from "zeromq";
import { startEmbeddedBroker } from "../../../src/transport/embedded-broker.ts";
import { abuseFigures, abuseTable, type AbuseFigures } from "../../support/abuse-figures.ts";
import { cableMissing, layCable } from "../../support/cable.ts";
import { deafSubscriber } from "../../support/deaf-subscriber.ts";
import { freePort } from "../../support/free-port.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";
import { findPython } from "../../support/python.ts";
import { openStreamScene, payloadBytes, periodMs, rateHz } from "../../support/stream-scene.ts";

/** `npm run abuse`: the same cases for as long as it takes, and their table. */
const isLong = process.env["SACCADE_ABUSE"] === "long";
const seconds = (short: number, long: number): number => 1000 * (isLong ? long : short);
const onlyLong = isLong ? undefined : "npm run abuse runs it";
const suffix = (missing: string | undefined): string =>
  missing === undefined ? "" : ` (skipped: ${missing})`;

const rows: AbuseFigures[] = [];
const conclude = async (...args: Parameters<typeof abuseFigures>): Promise<AbuseFigures> => {
  const row = await abuseFigures(...args);
  rows.push(row);
  return row;
};
afterAll(() => {
  if (isLong) process.stdout.write(`\n${abuseTable(rows)}\n`);
});

const inproc = (): string => `inproc://${randomUUID()}`;

describe("a stream under abuse", { timeout: isLong ? 200_000 : 20_000 }, () => {
  it("serves no frame older than two periods to a consumer that is 20 × too slow", async () => {
    const scene = await openStreamScene({ url: inproc(), decodeMs: 20 * periodMs });
    await sleep(seconds(3.5, 60));
    const { dropped, used } = await conclude("consumer 20 × too slow", scene);
    expect(used).toBeGreaterThanOrEqual(3);
    expect(dropped["buffer-full"]! + dropped["too-old"]!).toBeGreaterThan(40);
  });

  it("serves no frame older than two periods under ten times the load", async () => {
    const scene = await openStreamScene({ url: inproc(), decodeMs: 20, faults: { flood: 10 } });
    await sleep(seconds(2.5, 60));
    const { received, sent, used } = await conclude("10 × the load", scene);
    expect(received).toBeGreaterThan(8 * sent);
    expect(used).toBeGreaterThan(40);
  });

  it("goes on when the sensor's clock is set an hour forward and back, at one frame's cost", async () => {
    const hourMs = 3_600_000;
    const [from, to] = isLong ? [200, 600] : [15, 30];
    const scene = await openStreamScene({
      url: inproc(),
      decodeMs: 0,
      aheadMs: (n) => (n >= from && n < to ? hourMs : 0),
    });
    await sleep(seconds(2.5, 60));
    // Slower than 0.7 × its rate a sensor of a busy machine may be: late, but never silent.
    await expect.poll(() => scene.status().clock?.steps, { timeout: 5000 }).toBe(2);
    expect(scene.status().state).not.toBe("silent");
    expect(Math.abs(scene.status().clock!.offsetMs)).toBeLessThan(100);
    const { dropped, used, received } = await conclude("clock + 1 h, then − 1 h", scene);
    expect(dropped).toEqual({ "clock-jump": 1 });
    expect(used).toBe(received - 1);
  });

  it("does not notice a viewer on the embedded broker that never reads", async () => {
    const limits = { host: "127.0.0.1", port: 0, maxMessageBytes: 1_000_000 };
    const broker = await startEmbeddedBroker(limits);
    onTestFinished(() => broker.close());
    const deaf = await deafSubscriber(broker.url);
    onTestFinished(() => {
      deaf.destroy();
    });
    const scene = await openStreamScene({ url: broker.url, decodeMs: 5 });
    await sleep(seconds(0, 60));
    const slow = (): number => broker.dropped()["subscriber-slow"] ?? 0;
    await expect.poll(slow, { timeout: 15_000 }).toBeGreaterThan(0);
    const { received, sent } = await conclude("MQTT viewer that never reads", scene);
    expect(received).toBeGreaterThan(sent - rateHz / 2);
  });

  it("does not notice a viewer over ZeroMQ that never reads", async () => {
    const url = `tcp://127.0.0.1:${await freePort()}`;
    const deaf = new Subscriber({ receiveHighWaterMark: 1, linger: 0 });
    onTestFinished(() => {
      deaf.close();
    });
    deaf.subscribe("");
    deaf.connect(url);
    const scene = await openStreamScene({ url, decodeMs: 5 });
    await sleep(seconds(0, 60));
    const slow = (): number => scene.publisher!.stats().dropped["subscriber-slow"] ?? 0;
    await expect.poll(slow, { timeout: 15_000 }).toBeGreaterThan(0);
    const { received, sent } = await conclude("ZeroMQ viewer that never reads", scene);
    expect(received).toBeGreaterThan(sent - rateHz / 2);
  });
});

const noBroker = mosquittoMissing;
const brokerTitle = `a broker under abuse${suffix(noBroker)}`;
describe.skipIf(noBroker !== undefined)(brokerTitle, { timeout: 100_000 }, () => {
  it("that stood still and then sends all at once costs two seconds at most", async () => {
    const broker = await startMosquitto();
    onTestFinished(() => broker.stop());
    const scene = await openStreamScene({ url: broker.url, decodeMs: 5 });
    await sleep(800);
    broker.pause();
    await sleep(seconds(2, 30));
    expect(scene.publisher!.stats().queuedBytes).toBeLessThanOrEqual(1_000_000);
    expect(scene.status().state).toBe("silent");
    broker.resume();
    const resumedMs = performance.now();
    await sleep(seconds(3, 10));
    expect(scene.status().state).toBe("ok");
    await conclude(`broker frozen ${seconds(2, 30) / 1000} s`, scene, resumedMs);
  });

  it.skipIf(!isLong)(
    `that was ended and started again costs two seconds at most${suffix(onlyLong)}`,
    async () => {
      const broker = await startMosquitto();
      onTestFinished(() => broker.stop());
      const scene = await openStreamScene({ url: broker.url, decodeMs: 5 });
      await sleep(500);
      await broker.kill();
      await sleep(30_000);
      expect(scene.publisher!.stats().queuedBytes).toBeLessThanOrEqual(1_000_000);
      await broker.restart();
      const startedMs = performance.now();
      await sleep(10_000);
      await conclude("broker ended 30 s", scene, startedMs);
    },
  );
});

/** A message of the scene takes a third of a period on it, each way: a cut comes in the middle of one as a rule. */
const megabits = 100;
const cuts = isLong ? [1, 3, 5, 12, 30] : [1.5];
const noCable = cableMissing ?? mosquittoMissing;
const cableTitle = `a cable that is cut in the middle of a message${suffix(noCable)}`;
describe.skipIf(noCable !== undefined)(cableTitle, { timeout: 100_000 }, () => {
  it.each(cuts)("for %d s costs an MQTT stream two seconds more at most", async (cutS) => {
    const cable = await layCable(megabits);
    onTestFinished(() => cable.remove());
    const broker = await startMosquitto({
      farAway: { address: cable.farAddress, spawn: cable.spawnFar },
    });
    onTestFinished(() => broker.stop());
    const scene = await openStreamScene({ url: broker.url, decodeMs: 5 });
    await sleep(1000);
    await cable.cut();
    await sleep(1000 * cutS);
    await cable.mend();
    const mendedMs = performance.now();
    await sleep(seconds(3, 8));
    await conclude(`cable cut ${cutS} s, MQTT`, scene, mendedMs);
  });
});

const python = await findPython("zmq");
const noSensor = onlyLong ?? cableMissing ?? ("missing" in python ? python.missing : undefined);
const sensorTitle = `a ZeroMQ sensor behind a cable that is cut${suffix(noSensor)}`;
describe.skipIf(noSensor !== undefined)(sensorTitle, { timeout: 100_000 }, () => {
  it.each(cuts)("for %d s is heard again within two seconds", async (cutS) => {
    if ("missing" in python) return;
    const cable = await layCable(megabits);
    onTestFinished(() => cable.remove());
    const url = `tcp://${cable.farAddress}:5556`;
    const path = fileURLToPath(new URL("../../support/peers/zeromq_sensor.py", import.meta.url));
    const sensor = cable.spawnFar(python.path, [
      path,
      url,
      "frame",
      `${rateHz}`,
      `${payloadBytes}`,
    ]);
    onTestFinished(async () => {
      sensor.kill("SIGKILL");
      await once(sensor, "exit");
    });
    const scene = await openStreamScene({ url, isSensorElsewhere: true, decodeMs: 5 });
    await expect.poll(() => scene.served.length, { timeout: 10_000 }).toBeGreaterThan(10);
    await cable.cut();
    await sleep(1000 * cutS);
    await cable.mend();
    const mendedMs = performance.now();
    await sleep(8000);
    await conclude(`cable cut ${cutS} s, ZeroMQ`, scene, mendedMs);
  });
});
