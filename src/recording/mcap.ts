import { mcapMagic } from "./container/mcap-records.ts";
import { openInThread } from "./container/open-in-thread.ts";
import { hasFileSignature } from "./file-signature.ts";
import type { RecordingFormat } from "./recording.ts";

/**
 * An MCAP file: messages of ROS 1, ROS 2, protobuf or JSON; plain, zstd or lz4 chunks. One that was
 * cut gives every whole message.
 * @see mcap.dev/spec
 */
export const mcap: RecordingFormat = {
  name: "mcap",
  looksFor: "an MCAP file",
  recognises: (path) => hasFileSignature(path, mcapMagic),
  open: (path, { withLabels = true, isThorough = false } = {}) =>
    openInThread(
      { path, format: "mcap" },
      { parts: [{ storage: "mcap", path }], withLabels, isThorough },
    ),
};
