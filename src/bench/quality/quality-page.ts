import type { Condition } from "./conditions.ts";
import type { Measurement } from "./measure-condition.ts";
import { summariseScores, type Summary } from "./summary.ts";

/** One condition with what its seeds came to. */
export interface ConditionResult {
  readonly condition: Condition;
  readonly measured: readonly Measurement[];
}

/** Scores in the order of the table, with their headings. */
const columns: readonly (readonly [score: string, heading: string])[] = [
  ["place", "place"],
  ["placeWhole", "place, whole"],
  ["yawRate200", "yaw 200"],
  ["yawRate", "yaw"],
  ["obstacle200", "obstacle 200"],
  ["obstacle", "obstacle"],
  ["obstacleLeft", "left"],
  ["obstacleFront", "front"],
  ["obstacleRight", "right"],
  ["speed", "speed"],
  ["speedPerceptron", "speed, perceptron"],
];

/** The results as a Markdown page: a table a sensor, a row a condition. */
export function qualityPage(
  results: readonly ConditionResult[],
  said: { readonly command: string; readonly seconds: number; readonly steps: number },
): string {
  const sensors = [...new Set(results.map(({ condition }) => condition.sensor))];
  return [
    "# Quality of frozen features in the built-in city",
    "",
    `${said.seconds} s of stream in one city, ${said.steps} steps; probes fitted in four other cities, tested in two more.`,
    "r² of ridges with all labels and with 200 (mean of three draws), recall@1 of places on another day.",
    "Mean over the seeds ± half the 95 % interval of Student's t.",
    "",
    "```sh",
    said.command,
    "```",
    ...sensors.flatMap((sensor) => [
      "",
      `## ${sensor}`,
      "",
      ...tableOf(results.filter(({ condition }) => condition.sensor === sensor)),
    ]),
    "",
  ].join("\n");
}

function tableOf(results: readonly ConditionResult[]): readonly string[] {
  const shown = columns.filter(([score]) =>
    results.some(({ measured }) => measured.some(({ scores }) => score in scores)),
  );
  const row = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [
    row(["condition", "seeds", ...shown.map(([, heading]) => heading), "health"]),
    row(["---", "---", ...shown.map(() => "---"), "---"]),
    ...results.map(({ condition, measured }) => {
      const summaries = summariseScores(measured);
      const name = condition.name.slice(condition.sensor.length + 1);
      const cells = shown.map(([score]) => cellOf(summaries[score]));
      return row([name, `${measured.length}`, ...cells, healthOf(measured)]);
    }),
    "",
    ...results.map(({ condition }) => {
      const name = condition.name.slice(condition.sensor.length + 1);
      return `- \`${name}\`: ${condition.meaning}`;
    }),
  ];
}

function cellOf(summary: Summary | undefined): string {
  if (!summary) return "–";
  const { mean, interval } = summary;
  return interval
    ? `${mean.toFixed(2)} ± ${((interval[1] - interval[0]) / 2).toFixed(2)}`
    : mean.toFixed(2);
}

function healthOf(measured: readonly Measurement[]): string {
  const examined = measured.filter(({ reasons }) => reasons !== undefined);
  if (examined.length === 0) return "–";
  const failed = examined.filter(({ reasons }) => reasons!.length > 0);
  if (failed.length === 0) return "passes";
  const reasons = [...new Set(failed.flatMap(({ reasons: why }) => why!))].join("; ");
  return `${failed.length} of ${examined.length} fail: ${reasons}`;
}
