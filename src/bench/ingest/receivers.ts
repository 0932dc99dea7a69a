import { connectAsync } from "mqtt";
import { Subscriber } from "zeromq";
import { openTransport } from "../../transport/index.ts";
import type { Carrier } from "./sender.ts";

/** Something that hears every message of the sender, until it is closed. */
export interface Receiver {
  close(): Promise<void>;
}

/** Told of each payload, which is the receiver's own from then on. */
export type OnPayload = (payload: Uint8Array) => void;

/** Which side is measured: this project's transport, or a loop over the bare library. */
export type Side = "ours" | "bare";

export async function openReceiver(
  side: Side,
  carrier: Carrier,
  url: string,
  onPayload: OnPayload,
): Promise<Receiver> {
  if (side === "ours") return openOurs(url, onPayload);
  return carrier === "mqtt" ? openBareMqtt(url, onPayload) : openBareZeromq(url, onPayload);
}

async function openOurs(url: string, onPayload: OnPayload): Promise<Receiver> {
  const transport = await openTransport({
    url,
    role: "subscriber",
    maxQueuedBytes: 1_000_000,
    maxMessageBytes: 8_000_000,
    connectTimeoutMs: 5000,
  });
  transport.messages("camera/#").subscribe({
    next: ({ payload }) => {
      onPayload(payload);
    },
    error: fatal,
  });
  return transport;
}

async function openBareMqtt(url: string, onPayload: OnPayload): Promise<Receiver> {
  const client = await connectAsync(url);
  client.on("message", (_topic, payload) => {
    onPayload(alone(payload));
  });
  await client.subscribeAsync("camera/#");
  return { close: () => client.endAsync(true) };
}

function openBareZeromq(url: string, onPayload: OnPayload): Promise<Receiver> {
  const socket = new Subscriber();
  socket.connect(url);
  socket.subscribe("camera");
  const receiving = (async () => {
    for await (const [, payload] of socket) onPayload(alone(payload!));
  })();
  const close = async (): Promise<void> => {
    socket.close();
    await receiving;
  };
  return Promise.resolve({ close });
}

/** A transport's messages never err. */
function fatal(error: unknown): never {
  throw error;
}

/** Whoever hands a payload to another thread has to own its memory. */
function alone(payload: Buffer): Uint8Array {
  return payload.byteLength === payload.buffer.byteLength
    ? new Uint8Array(payload.buffer as ArrayBuffer)
    : new Uint8Array(payload);
}
