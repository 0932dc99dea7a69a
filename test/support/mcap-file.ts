import { McapWriter } from "@mcap/core";

/** One topic of an MCAP that a test writes. */
export interface McapTopic {
  readonly name: string;
  readonly schema: string;
  /** `ros1`, `cdr`, `protobuf`, `json`. */
  readonly serialization: string;
}

/** An MCAP file, written by the reference library: not by the code under test. */
export async function mcapFile(
  topics: readonly McapTopic[],
  messages: readonly {
    readonly topic: number;
    readonly stampNs: bigint;
    readonly data: Uint8Array;
  }[],
  options: Partial<ConstructorParameters<typeof McapWriter>[0]> = {},
): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  let size = 0;
  const writer = new McapWriter({
    chunkSize: 256,
    ...options,
    writable: {
      position: () => BigInt(size),
      write: (bytes) => {
        parts.push(Uint8Array.from(bytes));
        size += bytes.length;
        return Promise.resolve();
      },
    },
  });
  await writer.start({ profile: "", library: "test" });
  const channels: number[] = [];
  for (const { name, schema, serialization } of topics) {
    const encoding =
      { ros1: "ros1msg", cdr: "ros2msg", json: "jsonschema" }[serialization] ?? serialization;
    const schemaId = await writer.registerSchema({
      name: schema,
      encoding,
      data: new Uint8Array(0),
    });
    const channel = { topic: name, schemaId, messageEncoding: serialization, metadata: new Map() };
    channels.push(await writer.registerChannel(channel));
  }
  for (const [sequence, { topic, stampNs, data }] of messages.entries()) {
    const common = { channelId: channels[topic]!, sequence, data };
    await writer.addMessage({ ...common, logTime: stampNs, publishTime: stampNs });
  }
  await writer.end();
  return Buffer.concat(parts);
}
