import { z } from "zod";

/** Names under which viewers ask for the protocol: of `ws-protocol`, and of Foxglove's own SDK since. */
export const foxgloveProtocols: readonly string[] = ["foxglove.sdk.v1", "foxglove.websocket.v1"];

/** One topic that a viewer can subscribe to. @see github.com/foxglove/ws-protocol/blob/main/docs/spec.md */
export interface FoxgloveChannel {
  readonly id: number;
  readonly topic: string;
  readonly encoding: string;
  readonly schemaName: string;
  /** Binary schemas in base64. */
  readonly schema: string;
  readonly schemaEncoding: string;
}

const id = z.number().int().min(0).max(4_294_967_295);

/** What a viewer may ask for; everything else is answered with a status and left. */
const request = z.discriminatedUnion("op", [
  z.object({
    op: z.literal("subscribe"),
    subscriptions: z.array(z.object({ id, channelId: id })).max(1024),
  }),
  z.object({ op: z.literal("unsubscribe"), subscriptionIds: z.array(id).max(1024) }),
]);

export type FoxgloveRequest = z.output<typeof request>;

/** Reads a text message of a viewer; undefined for one that is not known or not whole. Never throws. */
export function readFoxgloveRequest(text: string): FoxgloveRequest | undefined {
  try {
    return request.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

export function serverInfo(name: string, sessionId: string): string {
  return JSON.stringify({ op: "serverInfo", name, capabilities: [], sessionId });
}

export function advertise(channels: readonly FoxgloveChannel[]): string {
  return JSON.stringify({ op: "advertise", channels });
}

/** Level 1 is a warning. */
export function warning(message: string): string {
  return JSON.stringify({ op: "status", level: 1, message });
}

/** `0x01 | subscription (uint32) | log time (uint64, nanoseconds) | payload`, little endian. */
export function messageData(
  subscription: number,
  stampNs: bigint,
  payload: Uint8Array,
): Uint8Array {
  const message = Buffer.alloc(13 + payload.length);
  message[0] = 1;
  message.writeUInt32LE(subscription, 1);
  message.writeBigUInt64LE(BigInt.asUintN(64, stampNs), 5);
  message.set(payload, 13);
  return message;
}
