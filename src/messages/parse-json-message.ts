import type { z } from "zod";
import type { Parsed } from "./foxglove-protobuf.ts";

/**
 * Most of `{`, `[` and `,` that a message may have. Base64 has none of them, so a real one has some
 * hundred however large its picture is; what has more would become objects many times its own size.
 */
const maxStructure = 20_000;

/** Parses a JSON message and checks it against `schema`; unknown fields are passed over. */
export function parseJsonMessage<S extends z.ZodType>(
  bytes: Uint8Array,
  schema: S,
): Parsed<z.output<S>> {
  if (bytes.length === 0) {
    return { problem: { reason: "message-empty", detail: "the message has no bytes" } };
  }
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (hasTooMuchStructure(text)) {
    const detail = `the JSON has more than ${maxStructure} objects and values`;
    return { problem: { reason: "message-corrupt", detail } };
  }
  let value: unknown;
  try {
    value = JSON.parse(text.toString("utf8"));
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const isCut = /unexpected end|unterminated/i.test(detail);
    return { problem: { reason: isCut ? "message-truncated" : "message-corrupt", detail } };
  }
  const result = schema.safeParse(value);
  if (result.success) return { message: result.data };
  const [issue] = result.error.issues;
  const detail = `JSON field ${issue?.path.map(String).join(".") ?? ""}: ${issue?.message ?? "not valid"}`;
  return { problem: { reason: "message-corrupt", detail } };
}

function hasTooMuchStructure(text: Buffer): boolean {
  let found = 0;
  for (const character of "{[,") {
    for (let at = text.indexOf(character); at !== -1; at = text.indexOf(character, at + 1)) {
      if (++found > maxStructure) return true;
    }
  }
  return false;
}
