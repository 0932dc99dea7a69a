import type { CostReport, LayerCost } from "../../graph/cost-report.ts";
import { table } from "./table.ts";
import { amount, bytes, decimal } from "./words.ts";

/** The cost of a graph, a row a layer, and what it needs in all. Pure. */
export function costLines({ layers, total, peak }: CostReport): readonly string[] {
  return [
    ...table(
      [
        { title: "layer", align: "left" },
        { title: "parameters" },
        { title: "forward" },
        { title: "backward" },
        { title: "update" },
        { title: "saved" },
        { title: "state" },
        { title: "written" },
        { title: "intensity" },
      ],
      [
        ...layers.map(({ layer, ...cost }) => row(layer === "" ? "(none)" : layer, cost)),
        row("total", total),
      ],
    ),
    "",
    "forward, backward, update: multiply-adds of products and convolutions · saved: kept from the",
    "forward for the backward pass · state: weights, average, moments · written: by all operators ·",
    "intensity: multiply-adds a byte read or written",
    `computed values take ${bytes(peak.bytes)} at most at once, at ${peak.node}, beside the state and the batch`,
  ];
}

function row(name: string, cost: LayerCost): readonly string[] {
  const { multiplyAdds, stateBytes } = cost;
  const some = (n: number, show: (n: number) => string): string => (n === 0 ? "–" : show(n));
  return [
    name,
    some(cost.parameters, amount),
    some(multiplyAdds.forward, amount),
    some(multiplyAdds.backward, amount),
    some(multiplyAdds.update, amount),
    some(cost.savedBytes, bytes),
    some(stateBytes.weights + stateBytes.average + stateBytes.optimizer, bytes),
    some(cost.outputBytes, bytes),
    some(cost.intensity, (n) => decimal(n, 2)),
  ];
}
