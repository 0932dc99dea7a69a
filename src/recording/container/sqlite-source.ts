import { statSync } from "node:fs";
import { fail } from "../../core/errors.ts";
import type { ContainerSource, ContainerTopic } from "./container-source.ts";
import { RandomAccessFile } from "./random-access-file.ts";
import { openSqliteFile } from "./sqlite-file.ts";

/** Columns of the tables that rosbag2's sqlite3 storage writes. */
const topicColumns = { name: 1, type: 2, serialization: 3 } as const;
const messageColumns = { topic: 1, stamp: 2, data: 3 } as const;

/**
 * One database file of a rosbag2 with sqlite3 storage.
 * @throws AppError RECORDING_INVALID when it is no such database
 * @see ros2/rosbag2, rosbag2_storage_sqlite3, "storage format"
 */
export function openSqliteSource(path: string): ContainerSource {
  const file = RandomAccessFile.open(path);
  try {
    const database = openSqliteFile(file);
    const topicTable = database.table("topics");
    const messageTable = database.table("messages");
    if (topicTable === undefined || messageTable === undefined) {
      return fail("RECORDING_INVALID", path, "it has no tables 'topics' and 'messages'");
    }
    const topics: ContainerTopic[] = [];
    const numbers = new Map<number, number>();
    return {
      topics,
      scan(options) {
        const damage = [
          ...topicTable.each((row) => {
            const [name, schema, serialization] = Object.values(topicColumns).map((c) =>
              row.column(c),
            );
            if (typeof name !== "string" || typeof schema !== "string") return;
            numbers.set(row.id, topics.length);
            topics.push({
              name,
              schema,
              serialization: typeof serialization === "string" ? serialization : "",
            });
          }),
        ];
        const wants = topics.map((topic) => options.wantsPayload(topic));
        let unreadable = 0;
        damage.push(
          ...messageTable.each((row) => {
            const topic = numbers.get(Number(row.column(messageColumns.topic) ?? NaN));
            const stamp = row.column(messageColumns.stamp);
            const isWhole = typeof stamp === "number" || typeof stamp === "bigint";
            const data =
              topic !== undefined && wants[topic] === true ? row.column(messageColumns.data) : null;
            if (topic === undefined || !isWhole) {
              unreadable++;
              return;
            }
            options.visit({
              ...{ topic, stampNs: BigInt(stamp), block: row.page, offset: row.cell },
              payload: data instanceof Uint8Array ? data : undefined,
            });
          }),
        );
        if (unreadable > 0)
          damage.push(`${path}: ${unreadable} message(s) without a topic or a time`);
        const pending = statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0;
        if (pending > 0) {
          damage.push(
            `${path}-wal: ${pending} bytes that its recorder had not moved into the bag are not read`,
          );
        }
        return damage;
      },
      fetch({ block, offset }) {
        const data = messageTable.row({ page: block, cell: offset })?.column(messageColumns.data);
        return data instanceof Uint8Array
          ? Uint8Array.from(data)
          : "lies on pages that are missing";
      },
      close: () => {
        file.close();
      },
    };
  } catch (error) {
    file.close();
    throw error;
  }
}
