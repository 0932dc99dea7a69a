import type { FitHeadResult } from "../../app/heads/fit-head.ts";
import type { DrawScores } from "../../app/heads/compare-heads.ts";
import type { HeadScore } from "../../heads/head-schema.ts";
import type { ReadHead } from "../../heads/head-store.ts";
import { table } from "./table.ts";
import { count, decimal } from "./words.ts";

/** What was fitted, as people read it. */
export function headLines(result: FitHeadResult): readonly string[] {
  const { name, kind, labels, column, score, path, comparison } = result;
  const lines = [`${name}: ${kind} on ${count(labels)} labels of ${column}`, ...scoreLines(score)];
  if (comparison) {
    const { draws, ...compared } = comparison;
    lines.push("", `mean, least and most of ${draws} draws of ${count(labels)} labels`);
    const rows = Object.entries(compared).flatMap(
      ([what, scores]: [string, DrawScores | undefined]) =>
        scores
          ? [[what, decimal(scores.mean, 3), decimal(scores.least, 3), decimal(scores.most, 3)]]
          : [],
    );
    const columns = [
      { title: "the same head on", align: "left" } as const,
      { title: "mean" },
      { title: "least" },
      { title: "most" },
    ];
    lines.push(...table(columns, rows));
  }
  return [...lines, `written to ${path}; the next 'run' with this checkpoint publishes it`];
}

function scoreLines(score: HeadScore): readonly string[] {
  const { n, value, ci, constant, rmse, constantRmse, covered, logLoss, constantLogLoss } = score;
  if (value === undefined) return [`not scored: ${score.reason ?? "no test frames"}`];
  const interval = ci ? ` (95 %: ${decimal(ci[0], 3)} to ${decimal(ci[1], 3)})` : "";
  const over = `on ${count(n)} frames that it was not fitted on`;
  if (rmse === undefined) {
    return [
      `accuracy ${decimal(value, 3)}${interval} ${over}; always the most frequent class: ${decimal(constant ?? 0, 3)}`,
      `log-loss ${decimal(logLoss ?? 0, 3)}; the classes' frequencies: ${decimal(constantLogLoss ?? 0, 3)}`,
    ];
  }
  return [
    `r² ${decimal(value, 3)}${interval} ${over}; a constant: ${decimal(constant ?? 0, 3)}`,
    `error ${rmse.toPrecision(3)} (root mean square); a constant: ${(constantRmse ?? 0).toPrecision(3)}`,
    `${Math.round(100 * (covered ?? 0))} % of the labels lie within its own 95 %`,
  ];
}

/** Heads of a checkpoint, a line each. */
export function headTable(
  heads: readonly (ReadHead & { readonly sensor: string })[],
): readonly string[] {
  if (heads.length === 0) return ["no heads; 'saccade head fit' makes one"];
  return table(
    [
      { title: "head", align: "left" },
      { title: "sensor", align: "left" },
      { title: "kind", align: "left" },
      { title: "column", align: "left" },
      { title: "labels" },
      { title: "r² or accuracy" },
      { title: "model", align: "left" },
    ],
    heads.map((entry) => {
      if ("problem" in entry) return [entry.name, entry.sensor, `damaged: ${entry.problem}`];
      const { name, sensor, kind, column, labels, score, modelVersion } = entry.head;
      const value = score.value === undefined ? "–" : decimal(score.value, 3);
      return [name, sensor, kind, column, count(labels), value, modelVersion];
    }),
  );
}
