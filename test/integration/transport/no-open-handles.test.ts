import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";

const dist = new URL("../../../dist/transport/", import.meta.url);

/** Opens both ends at `address`, sends one message, closes everything, and must then simply end. */
const program = (address: string): string => `
  import { openTransport } from "${new URL("index.js", dist).href}";
  import { startEmbeddedBroker } from "${new URL("embedded-broker.js", dist).href}";
  const limits = { maxQueuedBytes: 1e6, maxMessageBytes: 1e6, connectTimeoutMs: 2000 };
  const broker = await startEmbeddedBroker({ host: "127.0.0.1", port: 0, maxMessageBytes: 1e6 });
  const url = ${JSON.stringify(address)} || broker.url;
  const publisher = await openTransport({ ...limits, url, role: "publisher" });
  const subscriber = await openTransport({ ...limits, url: publisher.url, role: "subscriber" });
  const received = new Promise((resolve) => subscriber.messages("a").subscribe(resolve));
  const timer = setInterval(() => publisher.publish({ topic: "a", payload: new Uint8Array(9) }), 20);
  await received;
  clearInterval(timer);
  await Promise.all([subscriber.close(), publisher.close()]);
  await broker.close();
  console.log("closed");
`;

describe("a process that closed its transports", () => {
  it.each([
    ["inproc", "inproc://handles"],
    ["mqtt over the embedded broker", ""],
    ["zeromq", "tcp://127.0.0.1:*"],
  ])("ends by itself: %s", async (_name, address) => {
    const args = ["--input-type=module", "--eval", program(address)];
    const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
      timeout: 15_000,
    });
    expect({ stdout: stdout.trim(), stderr }).toEqual({ stdout: "closed", stderr: "" });
  });
});
