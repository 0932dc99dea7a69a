/** Notices when a stream stands still. */
export interface Freshness {
  /** A message of `sensor` came. */
  came(sensor: string): void;
  close(): void;
}

/**
 * Looks four times in `freshMs` whether each sensor that was heard of is still heard.
 * @param onChange told once of each change
 */
export function watchFreshness(options: {
  readonly freshMs: number;
  readonly now: () => number;
  readonly onChange: (sensor: string, isFresh: boolean) => void;
}): Freshness {
  const { freshMs, now, onChange } = options;
  const heard = new Map<string, { atMs: number; isFresh: boolean }>();
  const timer = setInterval(() => {
    for (const [sensor, state] of heard) {
      if (!state.isFresh || now() - state.atMs <= freshMs) continue;
      state.isFresh = false;
      onChange(sensor, false);
    }
  }, freshMs / 4);
  return {
    came: (sensor) => {
      const wasFresh = heard.get(sensor)?.isFresh ?? false;
      heard.set(sensor, { atMs: now(), isFresh: true });
      if (!wasFresh) onChange(sensor, true);
    },
    close: () => {
      clearInterval(timer);
    },
  };
}
