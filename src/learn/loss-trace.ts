/** First and present value of each loss. */
export type LossSummary = Readonly<
  Record<string, { readonly first: number; readonly last: number }>
>;

/** Remembers how losses went, smoothly enough to be read: a batch's loss jumps about. */
export interface LossTrace {
  add(name: string, value: number): void;
  /** `first` is the very first value, `last` the mean of the last 20. */
  summary(): LossSummary;
  /** The last 20 values, oldest first. */
  recent(name: string): readonly number[];
}

const kept = 20;

export function createLossTrace(): LossTrace {
  const traces = new Map<string, { readonly first: number; readonly recent: number[] }>();
  return {
    add: (name, value) => {
      let trace = traces.get(name);
      if (!trace) traces.set(name, (trace = { first: value, recent: [] }));
      trace.recent.push(value);
      if (trace.recent.length > kept) trace.recent.shift();
    },
    summary: () =>
      Object.fromEntries(
        [...traces].map(([name, { first, recent }]) => [
          name,
          { first, last: recent.reduce((a, b) => a + b, 0) / recent.length },
        ]),
      ),
    recent: (name) => traces.get(name)?.recent ?? [],
  };
}
