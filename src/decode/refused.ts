import type { Parsed } from "../messages/foxglove-protobuf.ts";
import type { Decoded, FrameHeader } from "./decoder.ts";

/** A payload that gave no frame. */
export type Refused = Extract<Decoded, { ok: false }>;

/** Says why a payload gave no frame. */
export function refused(reason: string, detail: string): Refused {
  return { ok: false, reason, detail };
}

/**
 * Decodes what a message holds once the message itself is read, stamped by the message where it has a
 * stamp: the sensor's own time is nearer to the truth than what a transport or a recorder wrote.
 */
export function decodeParsed<T extends { readonly stampNs: bigint }>(
  parsed: Parsed<T>,
  header: FrameHeader,
  decode: (message: T, header: FrameHeader) => Decoded | Promise<Decoded>,
): Promise<Decoded> {
  if ("problem" in parsed) {
    return Promise.resolve(refused(parsed.problem.reason, parsed.problem.detail));
  }
  const { message } = parsed;
  const stampNs = message.stampNs > 0n ? message.stampNs : header.stampNs;
  return Promise.resolve(decode(message, { ...header, stampNs }));
}
