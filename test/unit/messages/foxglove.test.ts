import { describe, expect, it } from "vitest";
import {
  readFoxglovePointCloudJson,
  readFoxglovePoseInFrameJson,
} from "../../../src/messages/foxglove-json.ts";
import {
  readFoxglovePointCloud,
  readFoxglovePoseInFrame,
} from "../../../src/messages/foxglove-protobuf.ts";
import { PointCloudSchema } from "../../../src/publish/generated/foxglove/PointCloud_pb.ts";
import { PoseInFrameSchema } from "../../../src/publish/generated/foxglove/PoseInFrame_pb.ts";
import { jsonMessage, protobufMessage } from "../../support/foxglove-messages.ts";

const pose = {
  position: { x: 1, y: -2, z: 3.5 },
  orientation: { x: 0.1, y: 0.2, z: 0.3, w: 0.9 },
};
const stampNs = 1_700_000_000_000_000_007n;

describe("Foxglove messages", () => {
  it("reads a PoseInFrame in protobuf and JSON", () => {
    const timestamp = { seconds: 1_700_000_000n, nanos: 7 };
    const bytes = protobufMessage(PoseInFrameSchema, { timestamp, frameId: "map", pose });
    expect(readFoxglovePoseInFrame(bytes)).toEqual({ message: { stampNs, ...pose } });
    const json = jsonMessage({ timestamp: { sec: 1_700_000_000, nsec: 7 }, frame_id: "map", pose });
    expect(readFoxglovePoseInFrameJson(json)).toEqual({ message: { stampNs, ...pose } });
  });

  it("keeps at most 256 fields of a cloud that announces a million", () => {
    const fields = Array.from({ length: 100_000 }, () => ({}));
    const parsed = readFoxglovePointCloud(protobufMessage(PointCloudSchema, { fields }));
    expect("message" in parsed && parsed.message.fields).toHaveLength(256);
  });

  it("refuses JSON that would become many times its size", () => {
    const hostile = new TextEncoder().encode(`{"fields":${"[".repeat(50_000)}`);
    expect(readFoxglovePointCloudJson(hostile)).toMatchObject({
      problem: { reason: "message-corrupt", detail: expect.stringContaining("20000") as string },
    });
  });

  it("passes over fields that it does not know", () => {
    const known = protobufMessage(PoseInFrameSchema, { pose });
    const parsed = readFoxglovePoseInFrame(Uint8Array.of(...[0xf8, 0x01, 0x05], ...known));
    expect(parsed).toEqual({ message: { stampNs: 0n, ...pose } });
  });
});
