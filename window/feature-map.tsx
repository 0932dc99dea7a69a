import { useMemo, useRef } from "preact/hooks";
import type uPlot from "uplot";
import type { FeaturePoint } from "../src/window/wire.ts";
import { Plot } from "./plot.tsx";
import { along, principalAxes, type Axes } from "./principal-axes.ts";
import type { Theme } from "./theme.ts";
import { ago } from "./words.ts";

/** Points of one age have one colour; the newest are the strongest. */
const ages = 10;

/** A sensor's features of the last minutes on a plane: what lies near looks alike to the encoder. */
export function FeatureMap({ points, theme }: { points: readonly FeaturePoint[]; theme: Theme }) {
  const axes = useRef<Axes | undefined>(undefined);
  const options = useMemo(() => mapOptions(), [theme]);
  const data = useMemo((): uPlot.AlignedData => {
    const rows = points.map((point) => point.values);
    axes.current = principalAxes(rows, axes.current);
    return byAge(along(rows, axes.current));
  }, [points]);
  const spanS = points.length < 2 ? 0 : (points.at(-1)!.atMs - points[0]!.atMs) / 1000;
  return (
    <figure class="chart map">
      <figcaption>
        <span class="title">Features</span>
        <span class="value">
          <small>
            {ago(spanS)} ago <i class="ramp" /> now
          </small>
        </span>
      </figcaption>
      <Plot options={options} data={data} />
    </figure>
  );
}

/** uPlot wants x to rise: points are sorted by it, and each age is a series with holes. */
function byAge([x, y]: ReturnType<typeof along>): uPlot.AlignedData {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const ageOf = (i: number): number => Math.floor((i / x.length) * ages);
  const series = Array.from({ length: ages }, (_, age) =>
    order.map((i) => (ageOf(i) === age ? y[i]! : null)),
  );
  return [order.map((i) => x[i]!), ...series];
}

function mapOptions(): Omit<uPlot.Options, "width"> {
  const style = getComputedStyle(document.documentElement);
  const [old, young] = [style.getPropertyValue("--age-old"), style.getPropertyValue("--age-new")];
  const colour = (age: number): string =>
    `color-mix(in oklab, ${young} ${Math.round((100 * age) / (ages - 1))}%, ${old})`;
  const around = (_: uPlot, min: number, max: number): [number, number] => {
    const margin = 0.06 * (max - min) || 1;
    return [min - margin, max + margin];
  };
  return {
    height: 210,
    padding: [6, 6, 6, 6],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: around }, y: { range: around } },
    axes: [{ show: false }, { show: false }],
    series: [
      {},
      ...Array.from({ length: ages }, (_, age) => ({
        paths: () => null,
        points: { show: true, size: 5, width: 0, fill: canvasColour(colour(age)) },
      })),
    ],
  };
}

/** A canvas takes no mixed colours everywhere; the browser works them out. */
function canvasColour(mixed: string): string {
  const probe = document.createElement("i");
  probe.style.color = mixed;
  document.body.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
