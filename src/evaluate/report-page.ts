import { barChart, type BarGroup } from "./bar-chart.ts";
import type { EvaluationResult } from "./evaluation-result.ts";
import { lineChart, type Line } from "./line-chart.ts";
import type { ProbeResult } from "./probe.ts";
import { evaluationReport } from "./report.ts";

/** A page to be read, and its pictures by file name without ending. */
export interface ReportPage {
  readonly markdown: string;
  /** SVG. */
  readonly pictures: Readonly<Record<string, string>>;
}

/** An evaluation as a Markdown page with pictures: `scores`, and `few-labels-<column>` for each curve. */
export function reportPage(result: EvaluationResult): ReportPage {
  const pictures: Record<string, string> = {};
  const groups = scoreGroups(result);
  if (groups.length > 0) {
    pictures["scores"] = barChart(
      `${result.sensor}: frozen features and what they are beside`,
      groups,
    );
  }
  const curves = Object.entries(result.probe).flatMap(([column, probe]) =>
    probe.fewLabels && probe.fewLabels.length > 0 ? [{ column, probe }] : [],
  );
  for (const { column, probe } of curves) {
    pictures[pictureOf(column)] = lineChart(`${column}: r² by number of labels`, {
      along: [...probe.fewLabels!.map(({ labels }) => String(labels)), `all ${probe.fitN}`],
      unit: "labels",
      lines: linesOf(probe),
    });
  }
  const sections = [
    `# What the features of ${result.sensor} are worth`,
    "```text\n" + evaluationReport(result) + "\n```",
    ...(pictures["scores"] === undefined ? [] : ["![scores](scores.png)"]),
    ...curves.flatMap(({ column, probe }) => [
      `## ${column} from few labels`,
      fewLabelTable(probe),
      `![r² by number of labels](${pictureOf(column)}.png)`,
    ]),
    horizonTable(result),
  ];
  return { markdown: `${sections.filter((s) => s !== "").join("\n\n")}\n`, pictures };
}

/** A file name for a column, whatever it is called. */
function pictureOf(column: string): string {
  return `few-labels-${column.replaceAll(/[^A-Za-z0-9_-]/g, "-")}`;
}

function scoreGroups({ probe, retrieval, placeRetrieval }: EvaluationResult): readonly BarGroup[] {
  const group = (
    name: string,
    own: number | undefined,
    others: Readonly<Record<string, number>>,
  ): readonly BarGroup[] =>
    own === undefined
      ? []
      : [
          {
            name,
            bars: [
              { name: "features", value: own },
              ...Object.entries(others).map(([other, value]) => ({ name: other, value })),
            ],
          },
        ];
  return [
    ...Object.entries(probe).flatMap(([column, { r2, baselines, knn }]) => [
      ...group(`${column}, r² of a line`, r2, baselines),
      ...group(`${column}, r² of the ten nearest`, knn?.r2, knn?.baselines ?? {}),
    ]),
    ...group("a second later, recall@1", retrieval?.recallAt1, retrieval?.baselines ?? {}),
    ...group("same place, recall@1", placeRetrieval?.recallAt1, placeRetrieval?.baselines ?? {}),
  ];
}

function linesOf({ fewLabels = [], r2, baselines }: ProbeResult): readonly Line[] {
  const others = Object.keys(fewLabels[0]?.baselines ?? {});
  return [
    { name: "features", values: [...fewLabels.map((score) => score.r2), r2] },
    ...others.map((name) => ({
      name,
      values: [...fewLabels.map((score) => score.baselines[name]), baselines[name]],
    })),
    ...(fewLabels.some((score) => score.supervised !== undefined)
      ? [
          {
            name: "supervised",
            values: [...fewLabels.map((score) => score.supervised), baselines["supervised"]],
          },
        ]
      : []),
  ];
}

function fewLabelTable(probe: ProbeResult): string {
  const lines = linesOf(probe);
  const counts = [...(probe.fewLabels ?? []).map(({ labels }) => String(labels)), "all"];
  return markdownTable(
    ["labels", ...lines.map(({ name }) => name)],
    counts.map((count, i) => [count, ...lines.map(({ values }) => values[i]?.toFixed(2) ?? "–")]),
  );
}

function horizonTable({ nextFrameAt = {} }: EvaluationResult): string {
  const rows = Object.entries(nextFrameAt).map(([seconds, { error, copyLast, skill }]) => [
    seconds,
    error.toPrecision(3),
    copyLast.toPrecision(3),
    skill?.toFixed(3) ?? "–",
  ]);
  if (rows.length === 0) return "";
  const table = markdownTable(
    ["seconds ahead", "error", "repeating the last frame", "skill"],
    rows,
  );
  return `## The next frame\n\n${table}`;
}

function markdownTable(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
