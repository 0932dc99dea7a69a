import { examine, type Examination } from "../../runtime/doctor.ts";
import type { CliCommand } from "../command.ts";
import { createPaint } from "../ui/paint.ts";
import { table } from "../ui/table.ts";
import { count } from "../ui/words.ts";

/** Tells what works on this machine, by trying it. */
export const doctor: CliCommand = {
  define: () => undefined,
  examples: [
    ["npx saccade doctor", "which providers really run a session here, and why the others don't"],
    ["npx saccade doctor --json", "the same for a script"],
  ],
  run: async ({ terminal }) => {
    const found = await examine();
    const isAnyUsable = Object.values(found.providers).some((p) => p.usable);
    return {
      json: { ...found },
      text: doctorLines(found, terminal.hasColor),
      // A machine on which nothing runs a session cannot do the job.
      exitCode: isAnyUsable ? 0 : 1,
    };
  },
};

/** The examination for a person. Pure. */
export function doctorLines(found: Examination, hasColor: boolean): readonly string[] {
  const paint = createPaint(hasColor);
  const { device, native } = found;
  const mark = (isGood: boolean) => (isGood ? paint.good("yes") : paint.warn("no"));
  const accelerators =
    device.accelerators.length === 0 ? "no accelerator seen" : device.accelerators.join(", ");
  return [
    `node ${found.node} on ${found.platform}`,
    `device profile ${device.profile}: ${device.cores} cores, ${count(device.memoryMb)} MB, ${device.cpuModel}, ${accelerators}`,
    ...Object.entries(found.engines).map(
      ([name, e]) =>
        `engine ${name}: ONNX Runtime ${e.version}, runs ${e.providers.join(", ") || "nothing"}`,
    ),
    "",
    ...table(
      [
        { title: "provider", align: "left" },
        { title: "usable", align: "left" },
        { title: "why", align: "left" },
      ],
      Object.entries(found.providers).map(([name, p]) => [name, mark(p.usable), p.reason]),
    ),
    "",
    `native addon ${native.loaded ? paint.good("loaded") : "not loaded"}: ${native.reason}`,
  ];
}
