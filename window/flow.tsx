import type { SensorState } from "../src/window/wire.ts";
import { figure } from "./words.ts";

/** What became of a sensor's frames. */
export function Flow({ state }: { readonly state: SensorState }) {
  const { received, used, onTheirWay, missed, notLearned, dropped } = state.frames;
  const lost = Object.entries(dropped).sort(([, a], [, b]) => b - a);
  return (
    <figure class="chart flow">
      <figcaption>
        <span class="title">Frames</span>
      </figcaption>
      <dl>
        <Row word="received" count={received} />
        <Row word="answered" count={used} />
        <Row word="in the queues" count={onTheirWay} />
        <Row word="never arrived" count={missed} isLoss />
        {lost.map(([reason, count]) => (
          <Row key={reason} word={`dropped: ${reason}`} count={count} isLoss />
        ))}
        {notLearned !== undefined && <Row word="not learned from" count={notLearned} />}
      </dl>
    </figure>
  );
}

function Row(props: { readonly word: string; readonly count: number; readonly isLoss?: boolean }) {
  const { word, count, isLoss = false } = props;
  return (
    <div class={isLoss && count > 0 ? "loss" : ""}>
      <dt>{word}</dt>
      <dd>{figure(count)}</dd>
    </div>
  );
}
