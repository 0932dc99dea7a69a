import { useMemo } from "preact/hooks";
import type uPlot from "uplot";
import type { History } from "../src/window/wire.ts";
import { Plot } from "./plot.tsx";
import type { Theme } from "./theme.ts";
import { figure } from "./words.ts";

/** One line of a chart. */
export interface Line {
  readonly label: string;
  /** The reading's name. */
  readonly series: string;
}

interface ChartProps {
  readonly title: string;
  readonly unit?: string | undefined;
  /** What stands beside the newest value: `chance 2.77`. */
  readonly note?: string | undefined;
  readonly lines: readonly Line[];
  readonly history: History;
  readonly theme: Theme;
  /** Lowest and highest value that is always shown. */
  readonly range?: readonly [number, number] | undefined;
}

/** Readings over time: title and newest value above, a small plot below. */
export function Chart({ title, unit, note, lines, history, theme, range }: ChartProps) {
  const names = lines.map((line) => line.series).join();
  const [low, high] = range ?? [];
  const options = useMemo(() => chartOptions(lines, theme, low, high), [names, theme, low, high]);
  const data = useMemo((): uPlot.AlignedData => {
    const seconds = history.atMs.map((ms) => ms / 1000);
    const columns = lines.map(({ series }) => history.series[series]);
    return [seconds, ...columns.map((column) => (column ? [...column] : seconds.map(() => null)))];
  }, [history, names]);
  const newest = lines.map(({ series }) => history.series[series]?.findLast((v) => v !== null));
  return (
    <figure class="chart">
      <figcaption>
        <span class="title">{title}</span>
        <span class="value">
          {newest.map((value, i) => (
            <span key={lines[i]!.series}>
              {lines.length > 1 && <i class={`key key-${i + 1}`} title={lines[i]!.label} />}
              {figure(value ?? undefined)}
              {lines.length > 1 && <small> {lines[i]!.label}</small>}
            </span>
          ))}
          {unit !== undefined && <small>{unit}</small>}
          {note !== undefined && <small class="note">{note}</small>}
        </span>
      </figcaption>
      {newest.every((value) => value === undefined) ? (
        <p class="empty">not measured yet</p>
      ) : (
        <Plot options={options} data={data} />
      )}
    </figure>
  );
}

/** Hours and minutes, and seconds where the ticks are nearer than a minute. */
function clockTimes(_: uPlot, ticks: number[]): string[] {
  const isFine = ticks.length > 1 && ticks[1]! - ticks[0]! < 60;
  return ticks.map((seconds) => {
    const time = new Date(1000 * seconds).toTimeString();
    return isFine ? time.slice(0, 8) : time.slice(0, 5);
  });
}

function chartOptions(
  lines: readonly Line[],
  theme: Theme,
  low: number | undefined,
  high: number | undefined,
): Omit<uPlot.Options, "width"> {
  const font = "11px system-ui, sans-serif";
  const axis = { stroke: theme.muted, font, ticks: { show: false } };
  const grid = { stroke: theme.line, width: 1 };
  return {
    height: 92,
    padding: [6, 20, 0, 0],
    legend: { show: false },
    cursor: { show: false },
    scales: {
      y: {
        range: (_, min, max) => {
          const [from, to] = [Math.min(low ?? min, min), Math.max(high ?? max, max)];
          const margin = 0.08 * (to - from) || 0.1 * Math.abs(to) || 1;
          return [from === low ? from : from - margin, to === high ? to : to + margin];
        },
      },
    },
    axes: [
      { ...axis, grid: { show: false }, size: 20, space: 48, values: clockTimes },
      { ...axis, grid, size: 42, space: 26, values: (_, ticks) => ticks.map((t) => figure(t)) },
    ],
    series: [
      {},
      ...lines.map(({ label }, i) => ({
        label,
        stroke: theme.series[i % theme.series.length]!,
        width: 1.5,
        points: { show: false },
        spanGaps: false,
      })),
    ],
  };
}
