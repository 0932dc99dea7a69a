import { ros1, ros2humble } from "@foxglove/rosmsg-msgs-common";
import { MessageWriter as Ros1Writer } from "@foxglove/rosmsg-serialization";
import { MessageWriter as Ros2Writer } from "@foxglove/rosmsg2-serialization";

type Definitions = typeof ros1 | typeof ros2humble;

/** The definition of a message and of all that it holds, outermost first. */
function definitionsOf(all: Definitions, name: string) {
  const byName = new Map(Object.entries(all));
  const found = new Map<string, NonNullable<ReturnType<typeof byName.get>>>();
  const add = (wanted: string): void => {
    const definition = byName.get(wanted);
    if (definition === undefined || found.has(wanted)) return;
    found.set(wanted, definition);
    for (const field of definition.definitions) if (field.isComplex === true) add(field.type);
  };
  add(name);
  return [...found.values()];
}

/** The bytes of a ROS message, written by Foxglove's serialisers: not by the code under test. */
export function rosMessage(dialect: "ros1" | "ros2", name: string, message: object): Uint8Array {
  const bytes =
    dialect === "ros1"
      ? new Ros1Writer(definitionsOf(ros1, name)).writeMessage(message)
      : new Ros2Writer(definitionsOf(ros2humble, name)).writeMessage(message);
  return Uint8Array.from(bytes);
}

/** A header with this stamp, as both serialisers take it. */
export function rosHeader(stampNs: bigint, frameId = "sensor") {
  const sec = Number(stampNs / 1_000_000_000n);
  const nsec = Number(stampNs % 1_000_000_000n);
  return { seq: 7, stamp: { sec, nsec, nanosec: nsec }, frame_id: frameId };
}

const typeCodes = {
  ...{ int8: 1, uint8: 2, int16: 3, uint16: 4, int32: 5, uint32: 6, float32: 7, float64: 8 },
} as const;

/** The fields of a PointCloud2, each `[name, offset, type]`. */
export function pointFields(
  fields: readonly (readonly [name: string, offset: number, type: keyof typeof typeCodes])[],
) {
  return fields.map(([name, offset, type]) => ({
    name,
    offset,
    datatype: typeCodes[type],
    count: 1,
  }));
}
