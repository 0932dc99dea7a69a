/** The part of `process` that stopping needs. */
export interface InterruptSource {
  on(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): unknown;
  off(signal: "SIGINT" | "SIGTERM" | "SIGHUP", listener: () => void): unknown;
}

export interface Interrupt {
  /** Aborted by the first signal, or by `stop()`. */
  readonly signal: AbortSignal;
  /** Stops as a first Ctrl-C would, silently. */
  stop(): void;
  /** Lets go of the signals. */
  dispose(): void;
}

/**
 * Ctrl-C as people expect it: the first asks for a clean stop, the second leaves at once with 130.
 *
 * @param leave ends the process; called for the second signal only
 */
export function listenForInterrupt(options: {
  readonly source: InterruptSource;
  readonly say: (line: string) => void;
  readonly leave: (code: number) => void;
}): Interrupt {
  const { source, say, leave } = options;
  const controller = new AbortController();
  let signals = 0;
  const onSignal = () => {
    signals += 1;
    if (signals > 1) {
      leave(130);
      return;
    }
    say("stopping; press Ctrl-C again to leave at once");
    controller.abort();
  };
  const names = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of names) source.on(name, onSignal);
  return {
    signal: controller.signal,
    stop: () => {
      controller.abort();
    },
    dispose: () => {
      for (const name of names) source.off(name, onSignal);
    },
  };
}
