import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, describe, expect, it, vi } from "vitest";
import { curveKeyPair, Subscriber } from "zeromq";
import type { TransportOptions } from "../../../src/transport/transport.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { closing, open } from "../../support/opened-transports.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A certificate as pyzmq's `zmq.auth.create_certificates` writes it. */
async function certificate() {
  const path = join(await temporaryFolder(), "robot.key_secret");
  const { publicKey, secretKey } = curveKeyPair();
  const keys = `    public-key = "${publicKey}"\n    secret-key = "${secretKey}"\n`;
  await writeFile(path, `#   ZeroMQ CURVE **Secret** Certificate\n\nmetadata\ncurve\n${keys}`);
  return { path, publicKey, secretKey };
}

const secure = "tcp://127.0.0.1:*?curve=1";

describe("CURVE", () => {
  it("carries messages between sides that know each other, and to nobody else", async () => {
    const robot = await certificate();
    vi.stubEnv("SACCADE_ZMQ_KEY_FILE", robot.path);
    vi.stubEnv("SACCADE_ZMQ_SERVER_KEY_FILE", robot.path);
    const publisher = await open("publisher", secure);
    const counts = { friend: 0, plain: 0, deceived: 0, stock: 0 };
    const listen = async (who: "friend" | "plain" | "deceived", url: string) => {
      const transport = await open("subscriber", url);
      transport
        .messages("data")
        .subscribe({ next: () => counts[who]++, error: expect.unreachable });
    };
    await listen("plain", publisher.url);
    await listen("friend", `${publisher.url}?curve=1`);
    vi.stubEnv("SACCADE_ZMQ_SERVER_KEY_FILE", (await certificate()).path);
    await listen("deceived", `${publisher.url}?curve=1`);
    const stock = new Subscriber({
      curveServerKey: robot.publicKey,
      curvePublicKey: robot.publicKey,
      curveSecretKey: robot.secretKey,
    });
    closing.push(() => {
      stock.close();
    });
    stock.subscribe("data");
    stock.connect(publisher.url);
    expect(await publisher.waitForSubscriber(3000)).toBe(true);
    await sleep(300);
    publisher.publish({ topic: "data", payload: new Uint8Array(100_000) });
    await expect.poll(() => counts.friend).toBe(1);
    expect((await stock.receive())[1]!.byteLength).toBe(100_000);
    await sleep(100);
    expect(counts).toMatchObject({ friend: 1, plain: 0, deceived: 0 });
  });

  it("says which key is missing or unreadable, and shows none", async () => {
    const refused = (role: TransportOptions["role"], url: string, code: string, words: RegExp) =>
      expect(open(role, url)).rejects.toMatchObject({
        code,
        message: expect.stringMatching(words) as string,
      });
    await refused("publisher", secure, "TRANSPORT_ADDRESS_INVALID", /needs SACCADE_ZMQ_KEY_FILE/);
    const url = "tcp://127.0.0.1:5556?curve=1";
    const noServer = /needs SACCADE_ZMQ_SERVER_KEY_FILE/;
    await refused("subscriber", url, "TRANSPORT_ADDRESS_INVALID", noServer);
    vi.stubEnv("SACCADE_ZMQ_KEY_FILE", "/nowhere");
    await refused("publisher", secure, "TRANSPORT_CREDENTIALS_INVALID", /ENOENT/);
    const path = join(await temporaryFolder(), "key");
    await writeFile(path, `secret-key = "too-short"\n`);
    vi.stubEnv("SACCADE_ZMQ_KEY_FILE", path);
    await refused("publisher", secure, "TRANSPORT_CREDENTIALS_INVALID", /no line secret-key/);
    await expect(open("publisher", secure)).rejects.not.toThrow(/too-short/);
  });
});
