import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fail } from "../../core/errors.ts";
import type { Logger } from "../../core/log.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { rccarDrive, simulatorDrive, type Drive } from "./drives.ts";
import { followFeatures } from "./follow-features.ts";
import { measureSwitch, type SwitchMeasurement } from "./measure-switch.ts";
import { probeDrops, type ProbeDrops } from "./probe-drops.ts";

/** Promotions that features are followed through. */
const promotions = 6;
/** Of the built-in world, for the switch: so long, and until there were so many promotions. */
const switchPlan = { seconds: 60, promotions: 12 };

/**
 * What a probe that was fitted once loses over six promotions, under the feature contract and without it.
 * `aligned` and `unaligned` are those of the first case that ran.
 */
export const contract: Suite = {
  name: "contract",
  summary: "what a probe that was fitted once loses over six promotions",
  cases: ["rccar", "simulator", "switch"],
  run: async ({ log, signal, cases, recording }): Promise<SuiteResult> => {
    const unknown = cases?.find((name) => !contract.cases.includes(name));
    if (unknown !== undefined) {
      fail("REGISTRY_UNKNOWN", "case of contract", unknown, contract.cases);
    }
    const isWanted = (name: string): boolean => cases?.includes(name) ?? true;
    const rccar = isWanted("rccar") ? rccarDrive(recording) : undefined;
    if (isWanted("rccar") && !rccar) {
      log.warn("rccar: the recording is not there (--recording says where): left out");
    }
    const drives: readonly Drive[] = [
      ...(rccar ? [rccar] : []),
      ...(isWanted("simulator") ? [simulatorDrive()] : []),
    ];
    if (drives.length === 0 && !isWanted("switch")) fail("RECORDING_NOT_FOUND", "rccar_track1");
    const found: [string, ProbeDrops][] = [];
    for (const drive of drives) {
      const followed = await followFeatures(drive, { promotions, signal, log });
      found.push([drive.name, probeDrops(followed)]);
    }
    const measured = isWanted("switch") ? await inFolder(signal, log) : undefined;
    const last = found[0]?.[1].rows.at(-1);
    return {
      machine: machineFacts(),
      results: {
        ...(last && { aligned: { drop: last.aligned }, unaligned: { drop: last.unaligned } }),
        ...Object.fromEntries(found.map(([name, drops]) => [name, { ...drops }])),
        ...(measured && { switch: { ...measured } }),
      },
      ratios: {},
      text: [
        ...found.flatMap(([name, drops]) => textOf(name, drops)),
        ...(measured ? switchText(measured) : []),
      ],
    };
  },
};

async function inFolder(signal: AbortSignal, log: Logger): Promise<SwitchMeasurement> {
  const directory = await mkdtemp(join(tmpdir(), "saccade-switch-"));
  try {
    return await measureSwitch({ ...switchPlan, directory, signal, log });
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

function switchText(m: SwitchMeasurement): readonly string[] {
  const ms = ({ p50, p99 }: SwitchMeasurement["beforeMs"]): string =>
    `${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms`;
  return [
    `switch: ${m.promotions} promotions at 20 Hz, ${m.sent} frames, ${m.frames} answered, ${m.missed} missed, ${m.missedDuring} of them at a promotion`,
    `  away from promotions ${ms(m.beforeMs)}; at promotions ${ms(m.duringMs)}; ratio of p99 ${m.ratio.toFixed(2)}`,
  ];
}

function textOf(name: string, { r2, rows }: ProbeDrops): readonly string[] {
  const figure = (value: number): string => value.toFixed(3).padStart(9);
  return [
    `${name}: a probe fitted at the first promotion, r² ${r2.toFixed(3)}`,
    "   step contract  residual    drift  aligned unaligned  refitted",
    ...rows.map(
      (row) =>
        `${String(row.step).padStart(7)} ${String(row.contract).padStart(8)} ` +
        [row.residual, row.drift, row.aligned, row.unaligned, row.refitted].map(figure).join(""),
    ),
  ];
}
