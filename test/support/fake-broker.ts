import { once } from "node:events";
import { createServer, type Socket } from "node:net";

/** A TCP server that answers the first bytes of each client with `answer` and then stays silent. */
export interface FakeBroker {
  readonly url: string;
  readonly sockets: Socket[];
  /** MQTT packet types that came in, in order: 1 CONNECT, 3 PUBLISH, 8 SUBSCRIBE, 14 DISCONNECT. */
  readonly packetTypes: number[];
  /** Bytes of each PUBLISH packet that came in. */
  readonly publishSizes: number[];
  close(): Promise<void>;
}

/** CONNACK packets as a broker sends them. */
export const connack = {
  /** MQTT 5, accepted, at most 5 unacknowledged QoS 1 messages. */
  receiveMaximum5: Uint8Array.of(0x20, 6, 0, 0, 3, 0x21, 0, 5),
  /** MQTT 5, accepted, at most 10 topic aliases. */
  topicAlias5: Uint8Array.of(0x20, 6, 0, 0, 3, 0x22, 0, 10),
  /** MQTT 3.1.1, accepted. */
  accepted311: Uint8Array.of(0x20, 2, 0, 0),
} as const;

/** @param answer what a client gets for its CONNECT; undefined: nothing; "hang up": the end */
export async function startFakeBroker(
  answer: (protocolVersion: number) => Uint8Array | "hang up" | undefined,
): Promise<FakeBroker> {
  const sockets: Socket[] = [];
  const packetTypes: number[] = [];
  const publishSizes: number[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    let left = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => {
      left = Buffer.concat([left, chunk]);
      for (let size = packetSize(left); size > 0 && left.length >= size; size = packetSize(left)) {
        packetTypes.push(left[0]! >> 4);
        if (left[0]! >> 4 === 3) publishSizes.push(size);
        if (left[0]! >> 4 === 1) {
          const reply = answer(left[8]!);
          if (reply === "hang up") socket.destroy();
          else if (reply) socket.write(reply);
        }
        left = left.subarray(size);
      }
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return {
    url: `mqtt://127.0.0.1:${port.toString()}`,
    sockets,
    packetTypes,
    publishSizes,
    close: async () => {
      server.close();
      for (const socket of sockets) socket.destroy();
      await once(server, "close");
    },
  };
}

/** The whole size of the packet that `bytes` begins with; 0 while that cannot be known. */
function packetSize(bytes: Buffer): number {
  let length = 0;
  for (let i = 1; i < Math.min(bytes.length, 5); i++) {
    length += (bytes[i]! & 0x7f) * 128 ** (i - 1);
    if ((bytes[i]! & 0x80) === 0) return 1 + i + length;
  }
  return 0;
}
