import type { TimelineEntry } from "../src/window/wire.ts";
import { ago, figure } from "./words.ts";

const shown = 12;

/** What happened to the models, newest first. */
export function Timeline(props: {
  readonly entries: readonly TimelineEntry[];
  readonly restartsMs: readonly number[];
  readonly nowMs: number;
}) {
  const { entries, restartsMs, nowMs } = props;
  const all = [
    ...entries.map((entry) => ({ atMs: entry.atMs, entry })),
    ...restartsMs.map((atMs) => ({ atMs, entry: undefined })),
  ].sort((a, b) => b.atMs - a.atMs);
  return (
    <section class="card timeline">
      <h2>Models</h2>
      {all.length === 0 && <p class="fine">No encoder was examined yet.</p>}
      <ol>
        {all.slice(0, shown).map(({ atMs, entry }) => (
          <li key={`${entry?.sensor ?? "run"}/${atMs}`} class={entry?.event ?? "restart"}>
            <span class="when">{ago((nowMs - atMs) / 1000)}</span>
            {entry ? <Entry entry={entry} /> : <span>the run was started again</span>}
          </li>
        ))}
      </ol>
    </section>
  );
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const { sensor, event, step, version, skill, rankMe, reasons } = entry;
  return (
    <span>
      <b>{sensor}</b> {event} at step {figure(step)}
      {version !== undefined && <code>{version.slice(0, 8)}</code>}
      {skill !== undefined && <small> skill {figure(skill, 2)}</small>}
      {rankMe !== undefined && <small> rank {figure(rankMe)}</small>}
      {reasons.map((reason) => (
        <small key={reason} class="reason">
          {reason}
        </small>
      ))}
    </span>
  );
}
