/**
 * The robot of the ingest suite: publishes with mqtt.js or zeromq.js alone, so that both sides that
 * are measured get the same from the same. Started by `startSender`.
 */
import { createInterface } from "node:readline";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { connectAsync } from "mqtt";
import { Publisher } from "zeromq";
import { startEmbeddedBroker } from "../../transport/embedded-broker.ts";
import { makePayload } from "./payloads.ts";
import { senderRequest, type Carrier, type SenderRequest } from "./sender.ts";

type Send = (topic: string, payload: Uint8Array) => Promise<unknown>;

let send: Send | undefined;
let payload: Uint8Array = new Uint8Array();

async function open(carrier: Carrier): Promise<string> {
  if (carrier === "zeromq") {
    const socket = new Publisher({ sendHighWaterMark: 64, noDrop: true });
    await socket.bind("tcp://127.0.0.1:*");
    send = async (topic, bytes) => {
      // A publisher is always writable to the library; without room it says so by EAGAIN.
      for (;;) {
        try {
          await socket.send([topic, bytes]);
          return;
        } catch {
          await nextTurn();
        }
      }
    };
    return socket.lastEndpoint!;
  }
  const broker = await startEmbeddedBroker({
    host: "127.0.0.1",
    port: 0,
    maxMessageBytes: 32_000_000,
  });
  const client = await connectAsync(broker.url);
  send = (topic, bytes) => client.publishAsync(topic, Buffer.from(bytes.buffer));
  return broker.url;
}

async function answer(request: SenderRequest): Promise<object> {
  if (request.do === "open") {
    payload = await makePayload(request.payload);
    return { url: await open(request.carrier), payloadBytes: payload.byteLength };
  }
  const { count, topics } = request;
  const startMs = performance.now();
  for (let i = 0; i < count; i++) {
    if (request.do === "pace") {
      const dueMs = startMs + (1000 * i) / request.perSecond;
      if (dueMs > performance.now() + 1) await sleep(dueMs - performance.now());
    }
    await send!(`camera/${i % topics}`, payload);
    // A publisher of a library of its own answers at once; what it took still has to leave.
    if (i % 16 === 15) await nextTurn();
  }
  return { sent: count };
}

for await (const line of createInterface({ input: process.stdin })) {
  let reply: object;
  try {
    reply = { result: await answer(senderRequest.parse(JSON.parse(line))) };
  } catch (error) {
    reply = { error: error instanceof Error ? error.message : String(error) };
  }
  process.stdout.write(`${JSON.stringify(reply)}\n`);
}
process.exit(0);
