import { DeviceSection } from "./device-section.tsx";
import { Headline } from "./headline.tsx";
import type { Link } from "./link.ts";
import type { RunStore, RunView } from "./run-store.ts";
import { SensorSection } from "./sensor-section.tsx";
import { useTheme } from "./theme.ts";
import { Timeline } from "./timeline.tsx";
import { TokenGate } from "./token-gate.tsx";
import { useRun } from "./use-run.ts";
import { duration } from "./words.ts";

/** Without a state for this long the run is not heard any more, whatever the socket says. */
const quietMs = 4000;

/** The page. */
export function App({ store, link }: { readonly store: RunStore; readonly link: Link }) {
  const view = useRun(store);
  const theme = useTheme();
  const { hello, state, history, timeline, restartsMs } = view;
  const quietS = view.heardMs === undefined ? 0 : (Date.now() - view.heardMs) / 1000;
  const isLive = view.link === "open" && 1000 * quietS < quietMs;
  return (
    <main class={isLive ? "live" : "away"} data-link={isLive ? "live" : view.link}>
      <header class="top">
        <h1>Saccade</h1>
        {hello && (
          <span class="who">
            {hello.fleet} / {hello.device}
          </span>
        )}
        <LinkBadge {...{ view, isLive, quietS }} />
        {state && (
          <span class="facts">
            {duration(state.elapsedS)} · {state.engine}
          </span>
        )}
      </header>
      {view.link === "refused" && <TokenGate link={link} />}
      {state?.failures.map((failure) => (
        <p key={failure} class="failure">
          {failure}
        </p>
      ))}
      {state && <Headline state={state} />}
      {state &&
        hello?.sensors.map((sensor) => {
          const own = state.sensors[sensor.name];
          return (
            own && (
              <SensorSection key={sensor.name} {...{ store, view, sensor, theme }} state={own} />
            )
          );
        })}
      {state && (
        <div class="pair">
          <Timeline entries={timeline} restartsMs={restartsMs} nowMs={Date.now()} />
          <DeviceSection {...{ state, history, theme }} />
        </div>
      )}
    </main>
  );
}

function LinkBadge(props: {
  readonly view: RunView;
  readonly isLive: boolean;
  readonly quietS: number;
}) {
  const { view, isLive, quietS } = props;
  if (isLive) return <span class="badge good">live</span>;
  if (view.link === "refused") return <span class="badge bad">token needed</span>;
  const since = view.heardMs === undefined ? "" : ` · last word ${Math.round(quietS)} s ago`;
  return <span class="badge bad">connecting{since}</span>;
}
