import { useEffect, useRef } from "preact/hooks";
import type { PictureHeader } from "../src/window/wire.ts";
import type { RunStore } from "./run-store.ts";

/** One tile of a sensor's newest picture, drawn when it comes without drawing the page anew. */
export function Tile(props: {
  readonly store: RunStore;
  readonly sensor: string;
  readonly content: PictureHeader["content"];
  readonly index?: number;
  readonly label: string;
}) {
  const { store, sensor, content, index = 0, label } = props;
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const draw = (): void => {
      const shown = store.pictureOf(sensor, content);
      const canvas = ref.current;
      if (!shown || !canvas || index >= shown.header.tiles) return;
      const { image, header } = shown;
      const height = image.height / header.tiles;
      if (canvas.width !== image.width) canvas.width = image.width;
      if (canvas.height !== height) canvas.height = height;
      const context = canvas.getContext("2d");
      context?.clearRect(0, 0, canvas.width, height);
      context?.drawImage(image, 0, -index * height);
      canvas.dataset["stamp"] = String(header.stampMs);
    };
    draw();
    return store.onPicture((header) => {
      if (header.sensor === sensor && header.content === content) draw();
    });
  }, [store, sensor, content, index]);
  return <canvas ref={ref} width={192} height={64} role="img" aria-label={label} />;
}
