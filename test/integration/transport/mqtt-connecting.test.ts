import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { startEmbeddedBroker } from "../../../src/transport/embedded-broker.ts";
import { openTransport } from "../../../src/transport/index.ts";
import type { Transport } from "../../../src/transport/transport.ts";
import { connack, startFakeBroker } from "../../support/fake-broker.ts";
import { freePort } from "../../support/free-port.ts";
import { mosquittoMissing, startMosquitto } from "../../support/mosquitto.ts";

const closing: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const thing of closing.splice(0).reverse()) await thing.close();
});
const keep = <T extends { close(): Promise<void> }>(thing: T): T => {
  closing.push(thing);
  return thing;
};

const open = (url: string, connectTimeoutMs = 10_000): Promise<Transport> =>
  openTransport({
    url,
    role: "publisher",
    maxQueuedBytes: 1_000_000,
    maxMessageBytes: 1_000_000,
    connectTimeoutMs,
  });

/** Well before the time is up, however busy the machine. */
const atOnceMs = 5000;

/** The error of opening `url`, and how long it took. */
async function failure(url: string, connectTimeoutMs?: number) {
  const startMs = performance.now();
  try {
    keep(await open(url, connectTimeoutMs));
  } catch (error) {
    const { message, code } = error as Error & { code: string };
    return { message, code, elapsedMs: performance.now() - startMs };
  }
  throw new Error(`${url} was opened`);
}

const untilSilent = mosquittoMissing === undefined ? "" : `: skipped, ${mosquittoMissing}`;
const withMosquitto = it.skipIf(mosquittoMissing !== undefined);

describe("opening an MQTT connection", () => {
  it("fails at once, naming address and remedy but no password, when nobody listens", async () => {
    const port = (await freePort()).toString();
    const { code, message, elapsedMs } = await failure(`mqtt://ann:secret@127.0.0.1:${port}`);
    expect(code).toBe("TRANSPORT_UNREACHABLE");
    expect(message).toMatch(`no broker answered at mqtt://127.0.0.1:${port}`);
    expect(message).toMatch(/ECONNREFUSED.*is it running\? start one/);
    expect(message).not.toMatch(/ann|secret/);
    expect(elapsedMs).toBeLessThan(atOnceMs);
  });

  it("gives up after connectTimeoutMs when the other side never answers", async () => {
    const broker = keep(await startFakeBroker(() => undefined));
    const { code, message, elapsedMs } = await failure(broker.url, 400);
    expect(code).toBe("TRANSPORT_UNREACHABLE");
    expect(message).toMatch(/no answer in time/);
    expect(elapsedMs).toBeGreaterThan(350);
    expect(elapsedMs).toBeLessThan(atOnceMs);
  });

  it("fails over WebSocket as it does over TCP", async () => {
    const port = (await freePort()).toString();
    const { code, message } = await failure(`ws://ann:secret@127.0.0.1:${port}/mqtt`);
    expect(code).toBe("TRANSPORT_UNREACHABLE");
    expect(message).not.toMatch(/ann|secret/);
  });

  it("refuses an unknown scheme, listing the known ones, without the password", async () => {
    const { code, message } = await failure("amqp://ann:secret@127.0.0.1");
    expect(code).toBe("TRANSPORT_SCHEME_UNKNOWN");
    expect(message).toMatch("inproc, mqtt, mqtts, ws, wss, tcp, ipc");
    expect(message).not.toMatch(/ann|secret/);
  });

  it("falls back to MQTT 3.1.1 at once where the broker refuses MQTT 5", async () => {
    const broker = keep(
      await startEmbeddedBroker({ host: "127.0.0.1", port: 0, maxMessageBytes: 1_000_000 }),
    );
    const startMs = performance.now();
    keep(await open(broker.url));
    expect(performance.now() - startMs).toBeLessThan(atOnceMs);
    expect(broker.clients()).toBe(1);
  });

  it("falls back to MQTT 3.1.1 where the broker hangs up on MQTT 5", async () => {
    const versions: number[] = [];
    const broker = keep(
      await startFakeBroker((version) => {
        versions.push(version);
        return version === 5 ? "hang up" : connack.accepted311;
      }),
    );
    keep(await open(broker.url));
    expect(versions).toEqual([5, 4]);
  });

  it("does not ask for MQTT 5 again when it comes back to a broker without it", async () => {
    const versions: number[] = [];
    const broker = keep(
      await startFakeBroker((version) => {
        versions.push(version);
        return version === 5 ? "hang up" : connack.accepted311;
      }),
    );
    const transport = keep(await open(broker.url));
    broker.sockets.at(-1)!.destroy();
    await expect.poll(() => transport.stats().reconnects, { timeout: 5000 }).toBe(1);
    expect(versions).toEqual([5, 4, 4]);
  });

  withMosquitto(`tells when the broker refuses the credentials${untilSilent}`, async () => {
    const passwords = join(tmpdir(), `saccade-passwords-${process.pid.toString()}`);
    await writeFile(passwords, "");
    const broker = await startMosquitto({
      extraConfig: `allow_anonymous false\npassword_file ${passwords}`,
    });
    closing.push({ close: () => broker.stop() });
    const url = broker.url.replace("//", "//ann:secret@");
    const { code, message, elapsedMs } = await failure(url);
    expect(code).toBe("TRANSPORT_REFUSED");
    expect(message).toMatch(/Not authorized.*SACCADE_MQTT_USERNAME/);
    expect(message).not.toMatch(/ann|secret/);
    expect(elapsedMs).toBeLessThan(atOnceMs);
  });

  withMosquitto(`speaks MQTT over WebSocket${untilSilent}`, async () => {
    const port = await freePort();
    const broker = await startMosquitto({ websocketPort: port });
    closing.push({ close: () => broker.stop() });
    const transport = keep(await open(`ws://127.0.0.1:${port.toString()}`));
    const sizes: number[] = [];
    transport.messages("data").subscribe({
      next: ({ payload }) => sizes.push(payload.byteLength),
      error: expect.unreachable,
    });
    transport.publish({ topic: "data", payload: new Uint8Array(3000) });
    await expect.poll(() => sizes).toEqual([3000]);
  });
});
