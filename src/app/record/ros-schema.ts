import { stringify } from "@foxglove/rosmsg";
import { ros1, ros2humble } from "@foxglove/rosmsg-msgs-common";

/** The text of a ROS message definition with all that it refers to, as recorders store it. */
export function rosSchemaText(dialect: "ros1" | "ros2", name: string): string {
  const byName = new Map(Object.entries(dialect === "ros1" ? ros1 : ros2humble));
  const found = new Map<string, NonNullable<ReturnType<typeof byName.get>>>();
  const add = (wanted: string): void => {
    const definition = byName.get(wanted);
    if (definition === undefined || found.has(wanted)) return;
    found.set(wanted, definition);
    for (const field of definition.definitions) if (field.isComplex === true) add(field.type);
  };
  add(name);
  const text = stringify([...found.values()]);
  if (dialect === "ros1") return text;
  // The package names ROS 2's time as ROS 1 did; in ROS 2 it is a message.
  const withTime = text.replaceAll(/^time /gm, "builtin_interfaces/Time ");
  const rule = "=".repeat(80);
  return `${withTime}\n${rule}\nMSG: builtin_interfaces/Time\nint32 sec\nuint32 nanosec\n`;
}
