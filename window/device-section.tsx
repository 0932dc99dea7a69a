import type { History, State } from "../src/window/wire.ts";
import { Chart, type Line } from "./chart.tsx";
import type { Theme } from "./theme.ts";
import { counts } from "./words.ts";

/** The device under it: temperature, power, how much of the time training gets, and the addresses. */
export function DeviceSection(props: {
  readonly state: State;
  readonly history: History;
  readonly theme: Theme;
}) {
  const { state, history, theme } = props;
  const linesOf = (prefix: string): readonly Line[] =>
    Object.keys(history.series)
      .filter((series) => series.startsWith(prefix))
      .slice(0, 3)
      .map((series) => ({ series, label: series.slice(prefix.length) }));
  const power = linesOf("device/power/");
  const temperature = linesOf("device/temperature/");
  const addresses = Object.entries(state.transports);
  return (
    <section class="card">
      <h2>Device</h2>
      <div class="charts">
        {state.training && (
          <Chart
            title="Training duty"
            range={[0, 1]}
            lines={[{ label: "duty", series: "device/duty" }]}
            {...{ history, theme }}
          />
        )}
        {temperature.length > 0 && (
          <Chart title="Temperature" unit="°C" lines={temperature} {...{ history, theme }} />
        )}
        {power.length > 0 && <Chart title="Power" unit="W" lines={power} {...{ history, theme }} />}
        <Chart
          title="Memory of the process"
          unit="MB"
          note={`of ${state.process.budgetMb}`}
          range={[0, state.process.budgetMb]}
          lines={[{ label: "resident", series: "process/memory" }]}
          {...{ history, theme }}
        />
        <Chart
          title="Processor load"
          range={[0, 1]}
          lines={[{ label: "load", series: "device/cpu" }]}
          {...{ history, theme }}
        />
      </div>
      {state.training?.reasons.map((reason) => (
        <p key={reason} class="fine warn">
          {reason}
        </p>
      ))}
      <dl class="addresses">
        {addresses.map(([address, dropped]) => (
          <div key={address}>
            <dt>{address}</dt>
            <dd>{Object.keys(dropped).length === 0 ? "nothing dropped" : counts(dropped)}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
