import { readFoxglovePoseInFrameJson } from "../../messages/foxglove-json.ts";
import { readFoxglovePoseInFrame, type Parsed } from "../../messages/foxglove-protobuf.ts";
import type { MessageReader } from "../../messages/message-reader.ts";
import { readRos } from "../../messages/read-ros.ts";
import {
  readRosImu,
  readRosNavSatFix,
  readRosOdometry,
  readRosPoseStamped,
  readRosTransforms,
} from "../../messages/ros-poses.ts";
import type { ContainerTopic } from "./container-source.ts";
import { schemaName } from "./topic-encoding.ts";

/** The numbers of one message by their path: `position.x`; for transforms, frames in front. */
interface LabelReading {
  /** 0 where the message has no stamp of its own. */
  readonly stampNs: bigint;
  readonly values: ReadonlyMap<string, number>;
}

/** Reads the numbers of one topic's messages. */
export type LabelReader = (payload: Uint8Array) => Parsed<readonly LabelReading[]>;

const rosReaders: Readonly<Record<string, (reader: MessageReader) => readonly LabelReading[]>> = {
  "geometry_msgs/PoseStamped": (reader) => [reading(readRosPoseStamped(reader))],
  "nav_msgs/Odometry": (reader) => [reading(readRosOdometry(reader))],
  "sensor_msgs/Imu": (reader) => [reading(readRosImu(reader))],
  "sensor_msgs/NavSatFix": (reader) => [reading(readRosNavSatFix(reader))],
  "tf/tfMessage": readTransforms,
  "tf2_msgs/TFMessage": readTransforms,
};

/** The reader for a topic that tells poses, motion or positions; undefined for others. */
export function topicLabels(topic: ContainerTopic): LabelReader | undefined {
  const { serialization } = topic;
  const name = schemaName(topic);
  if (serialization === "ros1" || serialization === "cdr") {
    const read = Object.hasOwn(rosReaders, name) ? rosReaders[name] : undefined;
    const dialect = serialization === "cdr" ? "ros2" : "ros1";
    return read && ((payload) => readRos(payload, dialect, read));
  }
  if (name !== "foxglove.PoseInFrame") return undefined;
  if (serialization === "protobuf") return (payload) => one(readFoxglovePoseInFrame(payload));
  if (serialization === "json") return (payload) => one(readFoxglovePoseInFrameJson(payload));
  return undefined;
}

function one<T extends { readonly stampNs: bigint }>(
  parsed: Parsed<T>,
): Parsed<readonly LabelReading[]> {
  return "problem" in parsed ? parsed : { message: [reading(parsed.message)] };
}

function reading(message: { readonly stampNs: bigint }, prefix = ""): LabelReading {
  const values = new Map<string, number>();
  const put = (path: string, value: unknown): void => {
    if (typeof value === "number") values.set(path, value);
    else if (typeof value === "object" && value !== null) {
      for (const [axis, number] of Object.entries(value)) put(`${path}.${axis}`, number);
    }
  };
  for (const [name, value] of Object.entries(message)) put(prefix + name, value);
  return { stampNs: message.stampNs, values };
}

function readTransforms(reader: MessageReader): readonly LabelReading[] {
  return readRosTransforms(reader).map(({ parent, child, ...pose }) =>
    reading(pose, `${parent}->${child}.`),
  );
}
