/** The options in "name, weight and options" as a config has them side by side. */
export function optionsOf(entry: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(entry).filter(([key]) => key !== "name" && key !== "weight"),
  );
}
