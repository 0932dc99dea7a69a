import { withDeviceDefaults } from "../../config/device-defaults.ts";
import { examine, type Examination } from "../../runtime/doctor.ts";
import type { CliCommand } from "../command.ts";
import { deviceLines } from "../ui/device-lines.ts";
import { createPaint } from "../ui/paint.ts";
import { table } from "../ui/table.ts";

/** Tells what works on this machine, by trying it. */
export const doctor: CliCommand = {
  define: () => undefined,
  examples: [
    ["npx saccade doctor", "which providers really run a session here, and why the others don't"],
    ["npx saccade doctor --json", "the same for a script"],
  ],
  run: async ({ terminal, deviceRoot }) => {
    const { found, device } = await examine({ root: deviceRoot });
    const { settings } = withDeviceDefaults({}, device);
    const isAnyUsable = Object.values(found.providers).some((p) => p.usable);
    return {
      json: {
        ...found,
        device: {
          ...found.device,
          settings: Object.fromEntries(settings.map(({ path, value }) => [path, value])),
          fits: device.profile.fits,
          engines: device.profile.engines,
        },
      },
      text: [
        `node ${found.node} on ${found.platform}`,
        ...deviceLines(found.device, device.profile, settings),
        ...doctorLines(found, terminal.hasColor),
      ],
      // A machine on which nothing runs a session cannot do the job.
      exitCode: isAnyUsable ? 0 : 1,
    };
  },
};

/** Engines and providers for a person. Pure. */
function doctorLines(found: Examination, hasColor: boolean): readonly string[] {
  const paint = createPaint(hasColor);
  const { choice, native } = found;
  const mark = (isGood: boolean) => (isGood ? paint.good("yes") : paint.warn("no"));
  return [
    ...Object.entries(found.engines).map(
      ([name, e]) =>
        `engine ${name}: ONNX Runtime ${e.version}, runs ${e.providers.join(", ") || "nothing"}`,
    ),
    choice.name === undefined
      ? `no engine: ${choice.reason}`
      : `chosen: ${choice.name} on ${choice.provider}, ${choice.reason}`,
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
