import { openInThread } from "./container/open-in-thread.ts";
import { bagMagic } from "./container/rosbag1-records.ts";
import { hasFileSignature } from "./file-signature.ts";
import type { RecordingFormat } from "./recording.ts";

/** A ROS 1 bag, version 2.0: plain, bz2 or lz4 chunks, indexed or not. */
export const rosbag1: RecordingFormat = {
  name: "rosbag1",
  looksFor: "a ROS 1 bag",
  recognises: (path) => hasFileSignature(path, bagMagic),
  open: (path, { withLabels = true, isThorough = false } = {}) =>
    openInThread(
      { path, format: "rosbag1" },
      { parts: [{ storage: "rosbag1", path }], withLabels, isThorough },
    ),
};
