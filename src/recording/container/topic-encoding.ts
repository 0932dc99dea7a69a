import type { FileEncoding } from "../file-encodings.ts";
import type { ContainerTopic } from "./container-source.ts";

const ros: Readonly<
  Record<string, { readonly word: string; readonly modality: FileEncoding["modality"] }>
> = {
  "sensor_msgs/CompressedImage": { word: "compressed-image", modality: "camera" },
  "sensor_msgs/Image": { word: "image", modality: "camera" },
  "sensor_msgs/PointCloud2": { word: "point-cloud2", modality: "lidar" },
};

const foxglove: Readonly<typeof ros> = {
  "foxglove.CompressedImage": { word: "compressed-image", modality: "camera" },
  "foxglove.PointCloud": { word: "point-cloud", modality: "lidar" },
  "foxglove.RawImage": { word: "raw-image", modality: "camera" },
};

/** A schema's name as ROS 1 writes it: `sensor_msgs/msg/Image` is `sensor_msgs/Image`. */
export function schemaName(topic: ContainerTopic): string {
  return topic.schema.replace("/msg/", "/");
}

/** The decoder for a topic's messages; undefined where they are no frames. */
export function topicEncoding(topic: ContainerTopic): FileEncoding | undefined {
  const { serialization } = topic;
  const name = schemaName(topic);
  const find = (of: typeof ros) => (Object.hasOwn(of, name) ? of[name] : undefined);
  if (serialization === "ros1" || serialization === "cdr") {
    const found = find(ros);
    const prefix = serialization === "cdr" ? "ros2" : "ros1";
    return found && { encoding: `${prefix}-${found.word}`, modality: found.modality };
  }
  if (serialization === "protobuf" || serialization === "json") {
    const found = find(foxglove);
    const suffix = serialization === "json" ? "-json" : "";
    return found && { encoding: `foxglove-${found.word}${suffix}`, modality: found.modality };
  }
  return undefined;
}
