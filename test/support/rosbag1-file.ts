/** A topic of a bag that a test writes. */
export interface BagTopic {
  readonly name: string;
  readonly type: string;
}

export interface BagMessage {
  readonly topic: number;
  readonly stampNs: bigint;
  readonly data: Uint8Array;
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const uint64 = (value: number) =>
  Buffer.concat([uint32(value % 2 ** 32), uint32(Math.floor(value / 2 ** 32))]);
const time = (stampNs: bigint) =>
  Buffer.concat([
    uint32(Number(stampNs / 1_000_000_000n)),
    uint32(Number(stampNs % 1_000_000_000n)),
  ]);
const op = (code: number) => Buffer.from([code]);

type Fields = Readonly<Record<string, Uint8Array | string>>;

function header(fields: Fields): Buffer {
  const parts = Object.entries(fields).map(([name, value]) => {
    const field = Buffer.concat([Buffer.from(`${name}=`), Buffer.from(value)]);
    return Buffer.concat([uint32(field.length), field]);
  });
  return Buffer.concat(parts);
}

function record(fields: Fields, data: Uint8Array = Buffer.alloc(0)): Buffer {
  const head = header(fields);
  return Buffer.concat([uint32(head.length), head, uint32(data.length), data]);
}

/** A ROS 1 bag of version 2.0 with plain chunks of `perChunk` messages, as its specification says. */
export function rosbag1File(
  topics: readonly BagTopic[],
  messages: readonly BagMessage[],
  { perChunk = 3, isIndexed = true } = {},
): Uint8Array {
  const connections = topics.map(({ name, type }, i) => {
    const data = header({ topic: name, type, md5sum: "*", message_definition: "" });
    return record({ op: op(7), conn: uint32(i), topic: name }, data);
  });
  const bagHeader = (indexPosition: number, chunks: number): Buffer => {
    const fields = { op: op(3), index_pos: uint64(indexPosition) };
    const counts = { conn_count: uint32(topics.length), chunk_count: uint32(chunks) };
    const bare = record({ ...fields, ...counts });
    return record({ ...fields, ...counts }, Buffer.alloc(4096 - bare.length, " "));
  };
  const magic = Buffer.from("#ROSBAG V2.0\n");
  const body: Buffer[] = [];
  for (let from = 0; from < messages.length; from += perChunk) {
    const inside: Buffer[] = from === 0 ? [...connections] : [];
    const entries = topics.map((): Buffer[] => []);
    for (const { topic, stampNs, data } of messages.slice(from, from + perChunk)) {
      const offset = Buffer.concat(inside).length;
      entries[topic]!.push(Buffer.concat([time(stampNs), uint32(offset)]));
      inside.push(record({ op: op(2), conn: uint32(topic), time: time(stampNs) }, data));
    }
    const chunk = Buffer.concat(inside);
    body.push(record({ op: op(5), compression: "none", size: uint32(chunk.length) }, chunk));
    for (const [i, list] of entries.entries()) {
      if (list.length === 0 || !isIndexed) continue;
      const fields = { op: op(4), ver: uint32(1), conn: uint32(i), count: uint32(list.length) };
      body.push(record(fields, Buffer.concat(list)));
    }
  }
  const data = Buffer.concat(body);
  const indexPosition = isIndexed ? magic.length + 4096 + data.length : 0;
  const chunks = Math.ceil(messages.length / perChunk);
  const index = isIndexed ? connections : [];
  return Buffer.concat([magic, bagHeader(indexPosition, isIndexed ? chunks : 0), data, ...index]);
}
