import type { EvaluationResult, RetrievalResult } from "./evaluation-result.ts";
import type { ProbeResult } from "./probe.ts";
import type { RangeScore } from "./range-error.ts";
import { textTable } from "./text-table.ts";

/** A gain in r² below this is no gain: seeds alone move the score by as much. */
const noticeableGain = 0.02;

/**
 * An evaluation as a person reads it: the scores with the baselines beside them, then one sentence
 * for each label that says what it means, then the health. Ends without a newline.
 */
export function evaluationReport(result: EvaluationResult): string {
  const { sensor, frames, health } = result;
  const title = `${sensor}: ${frames.toLocaleString("en-US")} frames, features of ${health.dim} numbers`;
  const sections = [
    [title],
    scoreTable(result),
    nextFrameLine(result),
    Object.entries(result.probe).map(([column, probe]) => probeVerdict(column, probe)),
    missingRetrievals(result),
    healthLines(result),
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n");
}

function scoreTable({ probe, retrieval, placeRetrieval }: EvaluationResult): readonly string[] {
  const rows = [
    ...Object.entries(probe).map(([column, { r2, ci, n, baselines }]) => ({
      name: `${column} (r²)`,
      score: r2,
      ci,
      n,
      baselines,
    })),
    ...retrievalRow("a second later (recall@1)", retrieval),
    ...retrievalRow("same place (recall@1)", placeRetrieval),
  ];
  if (rows.length === 0) return [];
  const baselines = [...new Set(rows.flatMap((row) => Object.keys(row.baselines)))].sort();
  const hasInterval = rows.some((row) => row.ci !== undefined);
  return textTable([
    ["", "features", ...(hasInterval ? ["95 % interval"] : []), ...baselines, "n"],
    ...rows.map(({ name, score, ci, n, baselines: scores }) => [
      name,
      number(score),
      ...(hasInterval ? [ci ? `${number(ci[0])} … ${number(ci[1])}` : "–"] : []),
      ...baselines.map((baseline) => number(scores[baseline])),
      n.toLocaleString("en-US"),
    ]),
  ]);
}

function retrievalRow(name: string, result: RetrievalResult | undefined) {
  if (result === undefined) return [];
  const { recallAt1, queries, chance, baselines } = result;
  const withChance = chance === undefined ? baselines : { ...baselines, chance };
  return [{ name, score: recallAt1, ci: undefined, n: queries, baselines: withChance }];
}

function missingRetrievals({ retrieval, placeRetrieval }: EvaluationResult): readonly string[] {
  return Object.entries({ "a second later": retrieval, "same place": placeRetrieval }).flatMap(
    ([name, result]) =>
      result?.reason === undefined ? [] : [`${name}: not measured; ${result.reason}.`],
  );
}

function nextFrameLine({ nextFrame }: EvaluationResult): readonly string[] {
  if (!nextFrame) return [];
  const { error, copyLast, skill } = nextFrame;
  const errors = `error ${error.toPrecision(3)}, repeating the last frame ${copyLast.toPrecision(3)}`;
  if (skill === undefined)
    return [`next frame: ${errors}; nothing moved, so there is no skill to tell`];
  // Judged as it is printed: two digits.
  const verdict = skill >= 0.005 ? "better than repeating" : "no better than repeating";
  const line = `next frame: ${errors}, skill ${number(skill)} (${verdict})`;
  return nextFrame.range ? [line, rangeLine(nextFrame.range)] : [line];
}

function rangeLine({ errorM, copyLastM, chamferM, copyLastChamferM, scans }: RangeScore): string {
  const metres = (x: number): string => `${x.toFixed(2)} m`;
  return (
    `ranges: ${metres(errorM)} off, repeating ${metres(copyLastM)}; Chamfer distance ` +
    `${metres(chamferM)}, repeating ${metres(copyLastChamferM)} (${scans} scans)`
  );
}

function probeVerdict(column: string, { r2, reason, gain }: ProbeResult): string {
  if (r2 === undefined) return `${column}: not measured; ${reason ?? "no reason was given"}.`;
  const share =
    r2 > 0
      ? `a straight line from the features explains ${Math.round(r2 * 100)} % of it on frames it never saw`
      : "the features predict it no better than its mean";
  if (!gain) return `${column}: ${share}.`;
  const [low, high] = gain.ci ?? [gain.value, gain.value];
  if (gain.value >= noticeableGain && low > 0) {
    return `${column}: ${share}, ${number(gain.value)} more than the best baseline (${gain.over}).`;
  }
  if (gain.value <= -noticeableGain && high < 0) {
    return `${column}: ${share}, ${number(-gain.value)} less than ${gain.over}: here the features are worse than a baseline.`;
  }
  return `${column}: ${share}, not distinguishable from the best baseline (${gain.over}).`;
}

function healthLines({ health }: EvaluationResult): readonly string[] {
  const { rankMe, dim, std, slowFast, healthy, reasons = [] } = health;
  const readings = [
    ...(rankMe === undefined ? [] : [`effective rank ${rankMe.toFixed(1)} of ${dim}`]),
    ...(std === undefined ? [] : [`std ${number(std)}`]),
    ...(slowFast === undefined ? [] : [`slow/fast ${slowFast.toFixed(1)}`]),
  ].join(", ");
  const verdict = healthy === undefined ? "" : healthy ? "; healthy" : "; NOT healthy";
  if (readings === "" && verdict === "") return [];
  return [`health: ${readings || "not measured"}${verdict}`, ...reasons.map((r) => `  - ${r}`)];
}

/** Two decimals, a real minus sign, and a dash for what was not measured. */
function number(value: number | undefined): string {
  return value === undefined
    ? "–"
    : value
        .toFixed(2)
        .replace(/^-(?=.*[1-9])/, "−")
        .replace(/^-/, "");
}
