import { fail } from "../../core/errors.ts";
import { machineFacts } from "../machine.ts";
import type { Suite, SuiteResult } from "../suite.ts";
import { rccarDrive, simulatorDrive, type Drive } from "./drives.ts";
import { followFeatures } from "./follow-features.ts";
import { probeDrops, type ProbeDrops } from "./probe-drops.ts";

/** Promotions that features are followed through. */
const promotions = 6;

/**
 * What a probe that was fitted once loses over six promotions, under the feature contract and without it.
 * `aligned` and `unaligned` are those of the first case that ran.
 */
export const contract: Suite = {
  name: "contract",
  summary: "what a probe that was fitted once loses over six promotions",
  cases: ["rccar", "simulator"],
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
    if (drives.length === 0) fail("RECORDING_NOT_FOUND", "rccar_track1");
    const found: [string, ProbeDrops][] = [];
    for (const drive of drives) {
      const followed = await followFeatures(drive, { promotions, signal, log });
      found.push([drive.name, probeDrops(followed)]);
    }
    const last = found[0]![1].rows.at(-1)!;
    return {
      machine: machineFacts(),
      results: {
        aligned: { drop: last.aligned },
        unaligned: { drop: last.unaligned },
        ...Object.fromEntries(found.map(([name, drops]) => [name, { ...drops }])),
      },
      ratios: {},
      text: found.flatMap(([name, drops]) => textOf(name, drops)),
    };
  },
};

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
