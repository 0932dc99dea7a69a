import type { OutgoingMessage } from "../transport/transport.ts";
import { connectionTopic, type DeviceAddress } from "./topics.ts";

/** Whether a device is there: it said so, it said goodbye, or it vanished and the broker said so. */
export type ConnectionWord = "ONLINE" | "OFFLINE" | "CONNECTION_BROKEN";

const encoder = new TextEncoder();

/** The retained message that tells every present and later subscriber about this device. */
export function connectionMessage(
  address: DeviceAddress,
  state: ConnectionWord,
  stampNs?: bigint,
): OutgoingMessage {
  return {
    topic: connectionTopic(address),
    payload: encoder.encode(
      JSON.stringify({ state, ...(stampNs !== undefined && { stampNs: stampNs.toString() }) }),
    ),
    contentType: "application/json",
    delivery: "reliable",
    isRetained: true,
  };
}

/** What the broker shall say when this device vanishes without a word. For `openTransport`. */
export function lastWill(address: DeviceAddress): OutgoingMessage {
  return connectionMessage(address, "CONNECTION_BROKEN");
}
