import { once } from "node:events";
import { createFileRegistry, fromBinary, toJson } from "@bufbuild/protobuf";
import { FileDescriptorSetSchema } from "@bufbuild/protobuf/wkt";
import { FoxgloveClient, type Channel } from "@foxglove/ws-protocol";
import { WebSocket } from "ws";

/** Foxglove's own client, connected, with what it was told. */
export interface ConnectedFoxglove {
  readonly protocol: string;
  readonly channels: readonly Channel[];
  /** The first messages of a topic from now on, decoded by nothing but the schema that was advertised. */
  messages(topic: string, count: number): Promise<readonly Readonly<Record<string, unknown>>[]>;
  close(): void;
}

export async function connectFoxglove(url: string, protocol: string): Promise<ConnectedFoxglove> {
  const socket = new WebSocket(url, [protocol]);
  // The client was written for a browser's socket, which this one is in all that it uses.
  const client = new FoxgloveClient({ ws: socket as unknown as FoxgloveSocket });
  const channels = await new Promise<readonly Channel[]>((resolve, reject) => {
    client.on("advertise", resolve);
    client.on("error", reject);
  });
  return {
    protocol: socket.protocol,
    channels,
    messages: async (topic, count) => {
      const channel = channels.find((one) => one.topic === topic)!;
      const received: Readonly<Record<string, unknown>>[] = [];
      const decode = decoderOf(channel);
      const subscription = client.subscribe(channel.id);
      await new Promise<void>((resolve) => {
        client.on("message", ({ subscriptionId, data, timestamp }) => {
          if (subscriptionId !== subscription || received.length === count) return;
          const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
          received.push({ ...decode(bytes), logTimeNs: timestamp });
          if (received.length === count) resolve();
        });
      });
      client.unsubscribe(subscription);
      return received;
    },
    close: () => {
      client.close();
    },
  };
}

type FoxgloveSocket = ConstructorParameters<typeof FoxgloveClient>[0]["ws"];

function decoderOf({ schema, schemaName }: Channel) {
  const files = fromBinary(FileDescriptorSetSchema, Buffer.from(schema, "base64"));
  const message = createFileRegistry(files).getMessage(schemaName)!;
  return (bytes: Uint8Array) =>
    toJson(message, fromBinary(message, bytes)) as Readonly<Record<string, unknown>>;
}

/** A viewer that asks for a WebSocket, says `requests`, and never reads a byte of what comes. */
export async function connectDeaf(
  url: string,
  protocol: string,
  requests: readonly string[],
): Promise<WebSocket> {
  const socket = new WebSocket(url, [protocol]);
  await once(socket, "open");
  socket.pause();
  for (const request of requests) socket.send(request);
  return socket;
}
