import { useEffect, useState } from "preact/hooks";
import type { SensorState } from "../src/window/wire.ts";
import type { RunStore } from "./run-store.ts";
import { Tile } from "./tile.tsx";
import { ago, counts, duration, figure } from "./words.ts";

/** What the learner remembers: how much, and frames of it from the oldest to the newest. */
export function MemoryStrip(props: {
  readonly store: RunStore;
  readonly sensor: string;
  readonly memory: SensorState["memory"];
}) {
  const { store, sensor, memory } = props;
  const [agesS, setAges] = useState(
    () => store.pictureOf(sensor, "remembered")?.header.agesS ?? [],
  );
  useEffect(
    () =>
      store.onPicture((header) => {
        if (header.sensor === sensor && header.content === "remembered") {
          setAges(header.agesS ?? []);
        }
      }),
    [store, sensor],
  );
  const share = memory && memory.bytes / memory.budgetBytes;
  return (
    <figure class="chart memory">
      <figcaption>
        <span class="title">Memory</span>
        <span class="value">
          {memory && (
            <small>
              {figure(memory.frames)} frames of {duration(memory.spanS)}
            </small>
          )}
        </span>
      </figcaption>
      <progress value={share ?? 0} max={1} aria-label="part of the memory's budget" />
      <div class="strip">
        {agesS.map((ageS, index) => (
          <div key={index}>
            <Tile
              {...{ store, sensor, index }}
              content="remembered"
              label={`remembered, ${ago(ageS)} old`}
            />
            <small>{ago(ageS)}</small>
          </div>
        ))}
      </div>
      {memory && Object.keys(memory.released).length > 0 && (
        <p class="fine">let go: {counts(memory.released)}</p>
      )}
    </figure>
  );
}
