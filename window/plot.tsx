import { useEffect, useRef } from "preact/hooks";
import uPlot from "uplot";

/** A uPlot that fills its place's width. `options` decides what is drawn, `data` is only put in. */
export function Plot(props: {
  readonly options: Omit<uPlot.Options, "width">;
  readonly data: uPlot.AlignedData;
}) {
  const { options, data } = props;
  const ref = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot | undefined>(undefined);
  const newest = useRef(data);
  newest.current = data;
  useEffect(() => {
    const place = ref.current!;
    const width = (): number => Math.max(40, place.clientWidth);
    const own = new uPlot({ ...options, width: width() }, newest.current, place);
    plot.current = own;
    const resized = new ResizeObserver(() => {
      own.setSize({ width: width(), height: options.height });
    });
    resized.observe(place);
    return () => {
      resized.disconnect();
      own.destroy();
    };
  }, [options]);
  useEffect(() => {
    plot.current?.setData(data);
  }, [data]);
  return <div ref={ref} class="plot" />;
}
