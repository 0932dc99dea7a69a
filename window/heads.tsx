import type { HeadState } from "../src/window/wire.ts";
import { figure } from "./words.ts";

/** What heads say of the newest frame, and how sure they are. */
export function Heads({ heads }: { readonly heads: readonly HeadState[] }) {
  if (heads.length === 0) return null;
  return (
    <figure class="chart flow heads">
      <figcaption>
        <span class="title">Heads</span>
      </figcaption>
      <dl>
        {heads.map((head) => (
          <div key={head.name} data-head={head.name} class={head.isStale ? "loss" : ""}>
            <dt>{head.name}</dt>
            <dd>{wordsOf(head)}</dd>
          </div>
        ))}
      </dl>
    </figure>
  );
}

function wordsOf({ value, plusMinus, probability, isStale }: HeadState): string {
  if (isStale) return "of another model";
  if (plusMinus !== undefined) return `${figure(value)} ± ${figure(plusMinus)}`;
  return probability === undefined
    ? figure(value)
    : `${figure(value)} (${(100 * probability).toFixed(0)} %)`;
}
