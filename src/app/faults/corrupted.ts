import type { Random } from "../../core/random.ts";
import type { IncomingMessage } from "../../transport/transport.ts";

/** A copy of `message` that was damaged on its way: bits turned over, or the end missing. */
export function corrupted(message: IncomingMessage, random: Random): IncomingMessage {
  const { byteLength } = message.payload;
  if (random.uniform() < 0.5) {
    return { ...message, payload: message.payload.slice(0, random.integer(byteLength + 1)) };
  }
  const payload = message.payload.slice();
  // A burst on a cable hits bytes beside each other.
  const start = random.integer(Math.max(1, byteLength));
  const end = Math.min(byteLength, start + 1 + random.integer(64));
  for (let i = start; i < end; i++) payload[i]! ^= 1 + random.integer(255);
  return { ...message, payload };
}
