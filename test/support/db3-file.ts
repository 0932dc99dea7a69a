import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sqlite from "node-sqlite3-wasm";
import type { McapTopic } from "./mcap-file.ts";

/** One database of a rosbag2 with sqlite3 storage, written by SQLite itself. */
export async function db3File(
  topics: readonly McapTopic[],
  messages: readonly {
    readonly topic: number;
    readonly stampNs: bigint;
    readonly data: Uint8Array;
  }[],
): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), "saccade-db3-"));
  const path = join(folder, "bag.db3");
  try {
    const database = new sqlite.Database(path);
    database.exec(
      "CREATE TABLE topics(id INTEGER PRIMARY KEY, name TEXT NOT NULL, type TEXT NOT NULL, " +
        "serialization_format TEXT NOT NULL, offered_qos_profiles TEXT NOT NULL);" +
        "CREATE TABLE messages(id INTEGER PRIMARY KEY, topic_id INTEGER NOT NULL, " +
        "timestamp INTEGER NOT NULL, data BLOB NOT NULL);" +
        "CREATE INDEX timestamp_idx ON messages (timestamp ASC);",
    );
    for (const [i, { name, schema, serialization }] of topics.entries()) {
      database.run("INSERT INTO topics VALUES (?, ?, ?, ?, '')", [
        i + 1,
        name,
        schema,
        serialization,
      ]);
    }
    database.exec("BEGIN");
    for (const { topic, stampNs, data } of messages) {
      const row = [topic + 1, stampNs, data];
      database.run("INSERT INTO messages(topic_id, timestamp, data) VALUES (?, ?, ?)", row);
    }
    database.exec("COMMIT");
    database.close();
    return await readFile(path);
  } finally {
    await rm(folder, { recursive: true });
  }
}
