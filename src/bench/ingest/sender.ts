import { fileURLToPath } from "node:url";
import { z } from "zod";
import { workerEntry } from "../../core/worker-entry.ts";
import { LineProcess } from "../line-process.ts";

/** What carries the messages of a measurement. */
export type Carrier = "mqtt" | "zeromq";

/** What the sending process can be asked. */
export const senderRequest = z.discriminatedUnion("do", [
  /** Starts the broker or binds, and makes the payload. */
  z.strictObject({
    do: z.literal("open"),
    carrier: z.enum(["mqtt", "zeromq"]),
    payload: z.enum(["camera", "lidar"]),
  }),
  /** Sends that many, one after the other, as fast as they go. */
  z.strictObject({ do: z.literal("send"), count: z.int(), topics: z.int() }),
  /** Sends that many evenly, that many a second. */
  z.strictObject({
    do: z.literal("pace"),
    count: z.int(),
    topics: z.int(),
    perSecond: z.number(),
  }),
]);

export type SenderRequest = z.output<typeof senderRequest>;

export const openedSchema = z.strictObject({ url: z.string(), payloadBytes: z.int() });
export const sentSchema = z.strictObject({ sent: z.int() });

/** Starts the process that plays the robot: other cores, other heap, the libraries as they come. */
export function startSender(signal: AbortSignal): LineProcess {
  return new LineProcess({
    name: "the sender",
    command: process.execPath,
    args: [fileURLToPath(workerEntry(import.meta.url, "sender-process"))],
    signal,
  });
}
