import { parseHeader } from "./message-header.ts";
import { ownBytes } from "./own-bytes.ts";
import type { ReceiveLimits, Received } from "./received.ts";
import type { OutgoingMessage } from "./transport.ts";

const maxTopicBytes = 1024;
const maxHeaderBytes = 4096;
const strictUtf8 = new TextDecoder("utf-8", { fatal: true });

/**
 * The parts of one message: topic, payload and, where there is something to say, a JSON object
 * `{ contentType?, stampNs?, sequence? }` with the stamp as decimal text.
 */
export function toParts(message: OutgoingMessage): (string | Uint8Array)[] {
  const { topic, payload, contentType, stampNs, sequence } = message;
  const parts = [topic, payload];
  if (contentType === undefined && stampNs === undefined && sequence === undefined) return parts;
  return [...parts, JSON.stringify({ contentType, stampNs: stampNs?.toString(), sequence })];
}

/**
 * Reads the parts of one message. Other programs' publishers are welcome: [topic, payload], or one
 * part alone, which is a payload under the empty topic and so matches the filter `#` (and `+`).
 *
 * Reasons: `message-too-large`, `parts-invalid`, `topic-invalid`, `header-invalid`.
 */
export function fromParts(parts: readonly Uint8Array[], limits: ReceiveLimits): Received {
  if (parts.length === 0 || parts.length > 3) return { ok: false, reason: "parts-invalid" };
  const [topicBytes, payload, headerBytes] =
    parts.length === 1 ? [new Uint8Array(), parts[0]!] : [parts[0]!, parts[1]!, parts[2]];
  if (payload.byteLength > limits.maxMessageBytes)
    return { ok: false, reason: "message-too-large" };
  const topic = topicBytes.byteLength > maxTopicBytes ? undefined : textOf(topicBytes);
  if (topic === undefined) return { ok: false, reason: "topic-invalid" };
  const header = headerBytes ? headerOf(headerBytes) : {};
  if (!header) return { ok: false, reason: "header-invalid" };
  return {
    ok: true,
    message: { topic, payload: ownBytes(payload), arrivalMs: limits.arrivalMs, ...header },
  };
}

function headerOf(bytes: Uint8Array): ReturnType<typeof parseHeader> {
  if (bytes.byteLength > maxHeaderBytes) return undefined;
  try {
    const fields: unknown = JSON.parse(textOf(bytes) ?? "");
    const isObject = typeof fields === "object" && fields !== null && !Array.isArray(fields);
    return isObject ? parseHeader(fields) : undefined;
  } catch {
    return undefined;
  }
}

function textOf(bytes: Uint8Array): string | undefined {
  try {
    return strictUtf8.decode(bytes);
  } catch {
    return undefined;
  }
}
