import { decoders } from "../../decode/index.ts";

const signatures: readonly (readonly [encoding: string, bytes: readonly number[]])[] = [
  ["jpeg", [0xff, 0xd8, 0xff]],
  ["las", [...Buffer.from("LASF")]],
  ["pcd", [...Buffer.from("# .PCD")]],
  ["pcd", [...Buffer.from("VERSION")]],
  ["png", [0x89, 0x50, 0x4e, 0x47]],
  ["webp", [...Buffer.from("RIFF")]],
];

/**
 * The encoding of a live message: what its content type says, else what its first bytes say, else what
 * the caller expects; undefined when nobody knows.
 */
export function liveEncoding(
  message: { readonly contentType?: string | undefined; readonly payload: Uint8Array },
  expected: string | undefined,
): string | undefined {
  const [type = "", parameter = ""] = (message.contentType ?? "").toLowerCase().split(";");
  const named = decoders.entries.find((decoder) => decoder.contentTypes.includes(type.trim()));
  if (named !== undefined) return named.name;
  if (parameter.trim() === "schema=saccade.v1.features") return "features";
  if (parameter.trim() === "schema=saccade.v1.surprise") return "surprise";
  if (type.trim() === "application/json") return "json";
  const { payload } = message;
  const found = signatures.find(([, bytes]) => bytes.every((byte, i) => payload[i] === byte));
  return found?.[0] ?? expected;
}
