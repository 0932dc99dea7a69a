import type { IClientPublishOptions, IPublishPacket } from "mqtt";
import { parseHeader, type MessageHeader } from "./message-header.ts";
import { ownBytes } from "./own-bytes.ts";
import type { ReceiveLimits, Received } from "./received.ts";
import type { OutgoingMessage } from "./transport.ts";

export type MqttVersion = 4 | 5;

/**
 * How a message is published. Content type, stamp, sequence and expiry need MQTT 5; MQTT 3.1.1 has
 * no place for them and sends the payload alone.
 *
 * @param remainingS seconds until nobody wants the message, Infinity for never
 */
export function toPublishOptions(
  message: OutgoingMessage,
  version: MqttVersion,
  remainingS: number,
): IClientPublishOptions {
  const base: IClientPublishOptions = {
    qos: message.delivery === "reliable" ? 1 : 0,
    retain: message.isRetained ?? false,
  };
  if (version < 5) return base;
  return {
    ...base,
    properties: {
      ...contentProperties(message),
      ...(Number.isFinite(remainingS) && { messageExpiryInterval: Math.ceil(remainingS) }),
    },
  };
}

/** Content type and user properties of MQTT 5, for a publish and for a last will. */
export function contentProperties(header: MessageHeader): {
  contentType?: string;
  userProperties?: Record<string, string>;
} {
  const userProperties = {
    ...(header.stampNs !== undefined && { stampNs: header.stampNs.toString() }),
    ...(header.sequence !== undefined && { sequence: header.sequence.toString() }),
  };
  return {
    ...(header.contentType !== undefined && { contentType: header.contentType }),
    ...(Object.keys(userProperties).length > 0 && { userProperties }),
  };
}

/** Reads a PUBLISH packet. Reasons: `message-too-large`, `header-invalid`. */
export function fromPublish(
  packet: IPublishPacket,
  topic: string,
  limits: ReceiveLimits,
): Received {
  const payload = typeof packet.payload === "string" ? Buffer.from(packet.payload) : packet.payload;
  if (payload.byteLength > limits.maxMessageBytes)
    return { ok: false, reason: "message-too-large" };
  const user = packet.properties?.userProperties;
  const header = parseHeader({
    contentType: packet.properties?.contentType,
    stampNs: user?.["stampNs"],
    sequence: user?.["sequence"],
  });
  if (!header) return { ok: false, reason: "header-invalid" };
  return {
    ok: true,
    message: { topic, payload: ownBytes(payload), arrivalMs: limits.arrivalMs, ...header },
  };
}
