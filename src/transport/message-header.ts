/** What may accompany a payload on the wire. */
export interface MessageHeader {
  readonly contentType?: string | undefined;
  readonly stampNs?: bigint | undefined;
  readonly sequence?: number | undefined;
}

const maxContentTypeLength = 256;
const maxStampNs = 2n ** 63n - 1n;

/**
 * Checks header fields that a stranger sent: content type as text, stamp as decimal text (JSON has
 * no 64-bit integer), sequence as a whole number or decimal text.
 *
 * @returns the header, or undefined when any field present is not what it claims to be
 */
export function parseHeader(fields: {
  readonly contentType?: unknown;
  readonly stampNs?: unknown;
  readonly sequence?: unknown;
}): MessageHeader | undefined {
  const { contentType, stampNs, sequence } = fields;
  if (contentType !== undefined && !isContentType(contentType)) return undefined;
  const stamp = stampNs === undefined ? undefined : parseStamp(stampNs);
  if (stampNs !== undefined && stamp === undefined) return undefined;
  const number = sequence === undefined ? undefined : parseSequence(sequence);
  if (sequence !== undefined && number === undefined) return undefined;
  return { contentType, stampNs: stamp, sequence: number };
}

function isContentType(value: unknown): value is string {
  return typeof value === "string" && value.length <= maxContentTypeLength;
}

function parseStamp(value: unknown): bigint | undefined {
  if (typeof value !== "string" || !/^\d{1,19}$/.test(value)) return undefined;
  const stampNs = BigInt(value);
  return stampNs <= maxStampNs ? stampNs : undefined;
}

function parseSequence(value: unknown): number | undefined {
  const isText = typeof value === "string" && /^\d{1,16}$/.test(value);
  const number = isText ? Number(value) : value;
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0
    ? number
    : undefined;
}
