import type { State } from "../src/window/wire.ts";
import { figure, percent } from "./words.ts";

/** The few figures that tell whether all is well. */
export function Headline({ state }: { readonly state: State }) {
  const { training, process, hardware, sensors } = state;
  const steps = Object.values(sensors).reduce((sum, s) => sum + (s.train?.stepsPerSecond ?? 0), 0);
  const hottest = Math.max(...(hardware.temperatures ?? []).map((t) => t.celsius));
  const power = hardware.power?.[0];
  const cells: readonly (readonly [string, string, string?])[] = [
    ...(training ? ([["training", percent(training.duty), "of the time"]] as const) : []),
    ["steps", figure(steps, 2), "a second"],
    ["memory", figure(Math.round(process.rssMb)), `of ${figure(process.budgetMb)} MB`],
    ["event loop p99", figure(process.eventLoopP99Ms, 2), "ms"],
    ...(Number.isFinite(hottest)
      ? ([["hottest", figure(Math.round(hottest)), "°C"]] as const)
      : []),
    ...(power ? ([[power.name, figure(power.watts, 2), "W"]] as const) : []),
    ...(hardware.powerMode === undefined ? [] : ([["power mode", hardware.powerMode]] as const)),
  ];
  return (
    <dl class="headline">
      {cells.map(([word, value, unit]) => (
        <div key={word}>
          <dt>{word}</dt>
          <dd>
            {value} {unit !== undefined && <small>{unit}</small>}
          </dd>
        </div>
      ))}
    </dl>
  );
}
