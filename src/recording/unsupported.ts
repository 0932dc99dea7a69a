import { extname } from "node:path";
import { hasFileSignature } from "./file-signature.ts";

/** Formats that are known and not read, and what helps. */
const kinds: readonly {
  readonly what: string;
  readonly instead: string;
  readonly extensions: readonly string[];
  readonly signatures: readonly (readonly number[])[];
}[] = [
  {
    what: "a packet capture",
    instead:
      "turn it into a bag or PCD files with the sensor maker's tool, for Ouster 'ouster-cli source'",
    extensions: [".pcap", ".pcapng"],
    signatures: [
      [0xd4, 0xc3, 0xb2, 0xa1],
      [0xa1, 0xb2, 0xc3, 0xd4],
      [0x0a, 0x0d, 0x0d, 0x0a],
    ],
  },
  {
    what: "an Ouster OSF file",
    instead: "turn it into a bag or PCD files with 'ouster-cli source <file> save'",
    extensions: [".osf"],
    signatures: [],
  },
  {
    what: "a compressed LAZ file",
    instead: "decompress it to LAS with 'laszip' or PDAL",
    extensions: [".laz"],
    signatures: [],
  },
  {
    what: "a ROS 1 bag of version 1.2",
    instead: "bring it to version 2.0 with 'rosbag fix'",
    extensions: [],
    signatures: [[...Buffer.from("#ROSRECORD V1", "latin1")]],
  },
];

/** What a file is that no format reads, and what to do with it; undefined for an unknown one. */
export async function unsupportedFormat(
  path: string,
): Promise<{ readonly what: string; readonly instead: string } | undefined> {
  for (const { what, instead, extensions, signatures } of kinds) {
    if (extensions.includes(extname(path).toLowerCase())) return { what, instead };
    for (const signature of signatures) {
      if (await hasFileSignature(path, Uint8Array.from(signature))) return { what, instead };
    }
  }
  return undefined;
}
