import type { SensorDescription, SensorState } from "../src/window/wire.ts";
import { Chart } from "./chart.tsx";
import { FeatureMap } from "./feature-map.tsx";
import { Heads } from "./heads.tsx";
import { Flow } from "./flow.tsx";
import { MemoryStrip } from "./memory-strip.tsx";
import { Prediction } from "./prediction.tsx";
import type { RunStore, RunView } from "./run-store.ts";
import type { Theme } from "./theme.ts";
import { Tile } from "./tile.tsx";
import { ago, figure } from "./words.ts";

interface SectionProps {
  readonly store: RunStore;
  readonly view: RunView;
  readonly sensor: SensorDescription;
  readonly state: SensorState;
  readonly theme: Theme;
}

/** Everything about one sensor. */
export function SensorSection({ store, view, sensor, state, theme }: SectionProps) {
  const { name, modality } = sensor;
  const { history } = view;
  const stream = state.stream?.state ?? "ok";
  const { train, health, model } = state;
  return (
    <section class={`sensor ${modality} ${stream}`} data-sensor={name} data-stream={stream}>
      <header>
        <h2>{name}</h2>
        <StreamBadge state={state} />
        <span class="facts">
          {model && `model ${model.version.slice(0, 8)} of step ${figure(model.step)}`}
        </span>
        {health && !health.isHealthy && <span class="badge bad">not healthy</span>}
      </header>
      <div class="sensor-body">
        <div class="pictures">
          <figure class="live">
            <Tile {...{ store }} sensor={name} content="live" label={`${name}, live`} />
            <figcaption>{modality === "camera" ? "Live" : "Live range image"}</figcaption>
          </figure>
          <Prediction {...{ store }} sensor={name} />
          <MemoryStrip {...{ store }} sensor={name} memory={state.memory} />
        </div>
        <div class="charts">
          {Object.entries(train?.loss ?? {}).map(([objective, { chance }]) => (
            <Chart
              key={objective}
              title={`Loss: ${objective}`}
              note={chance === undefined ? undefined : `chance ${figure(chance)}`}
              lines={[{ label: objective, series: `${name}/loss/${objective}` }]}
              {...{ history, theme }}
            />
          ))}
          <Chart
            title="Next-frame skill"
            lines={[{ label: "skill", series: `${name}/skill` }]}
            {...{ history, theme }}
          />
          <Chart
            title="Rank"
            note={health && `of ${health.dim}`}
            lines={[{ label: "rank", series: `${name}/rank` }]}
            {...{ history, theme }}
          />
          <Chart
            title="Latency"
            unit="ms"
            range={[0, 10]}
            lines={[
              { label: "p50", series: `${name}/latency/p50` },
              { label: "p99", series: `${name}/latency/p99` },
            ]}
            {...{ history, theme }}
          />
          <Chart
            title="Frames in"
            unit="a second"
            range={[0, state.stream?.expectedHz ?? 1]}
            lines={[{ label: "rate", series: `${name}/rate` }]}
            {...{ history, theme }}
          />
          <FeatureMap points={view.points.get(name) ?? []} theme={theme} />
          <Heads heads={state.heads ?? []} />
          <Flow state={state} />
        </div>
      </div>
      {health?.reasons.map((reason) => (
        <p key={reason} class="fine warn">
          {reason}
        </p>
      ))}
    </section>
  );
}

function StreamBadge({ state }: { readonly state: SensorState }) {
  const { stream, frames } = state;
  if (!stream) return null;
  const age = stream.newestAgeMs === undefined ? "no frame yet" : ago(stream.newestAgeMs / 1000);
  if (stream.state === "silent") {
    return (
      <span class="badge bad">{stream.newestAgeMs === undefined ? age : `stalled for ${age}`}</span>
    );
  }
  const rate = `${frames.perSecond.toFixed(1)} of ${figure(stream.expectedHz)} Hz`;
  return <span class={`badge ${stream.state === "ok" ? "good" : "warn"}`}>{rate}</span>;
}
