import { useEffect, useState } from "preact/hooks";
import type { RunStore } from "./run-store.ts";
import { Tile } from "./tile.tsx";

const tiles = ["Last", "Predicted", "What came", "Error"] as const;

/** The predicted next frame beside what came; nothing until there is a prediction. */
export function Prediction({ store, sensor }: { store: RunStore; sensor: string }) {
  const [horizonMs, setHorizon] = useState(
    () => store.pictureOf(sensor, "foreseen")?.header.horizonMs,
  );
  useEffect(
    () =>
      store.onPicture((header) => {
        if (header.sensor === sensor && header.content === "foreseen") setHorizon(header.horizonMs);
      }),
    [store, sensor],
  );
  if (horizonMs === undefined) return <p class="fine">No prediction yet.</p>;
  return (
    <div class="prediction">
      {tiles.map((name, index) => (
        <figure key={name}>
          <Tile {...{ store, sensor, index }} content="foreseen" label={`${sensor}: ${name}`} />
          <figcaption>
            {name === "Predicted" ? `${name}, ${Math.round(horizonMs)} ms on` : name}
          </figcaption>
        </figure>
      ))}
    </div>
  );
}
