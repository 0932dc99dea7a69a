import type { CostReport } from "../../graph/cost-report.ts";
import { table } from "./table.ts";
import { count } from "./words.ts";

/** The parts of a graph as people read it: under each direction its layers and their operators. Pure. */
export function outlineLines({ layers, total }: CostReport): readonly string[] {
  const directions = (["forward", "backward", "update"] as const).filter(
    (direction) => sumOf(total.operators[direction]) > 0,
  );
  const blocks = directions.map((direction) => {
    const rows = layers
      .filter((cost) => sumOf(cost.operators[direction]) > 0)
      .map(({ layer, operators }) => [
        `  ${layer === "" ? "(none)" : layer}`,
        count(sumOf(operators[direction])),
        Object.entries(operators[direction])
          .toSorted(([, a], [, b]) => b - a)
          .map(([op, n]) => (n === 1 ? op : `${op} ${count(n)}`))
          .join(", "),
      ]);
    return table(
      [
        { title: direction, align: "left" },
        { title: count(sumOf(total.operators[direction])) },
        { title: "operators", align: "left" },
      ],
      rows,
    );
  });
  return blocks.flatMap((lines, i) => (i === 0 ? lines : ["", ...lines]));
}

function sumOf(operators: Readonly<Record<string, number>>): number {
  return Object.values(operators).reduce((sum, n) => sum + n, 0);
}
