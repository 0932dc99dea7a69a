/** The part of a socket that is looked at. */
interface Incoming {
  on(event: "data", listener: () => void): unknown;
}

// An answer to a ping may have to wait behind a large message; one that takes longer is of no use to a robot.
const lookMs = 500;
const looksUntilPing = 3;
const looksUntilLost = 8;

/**
 * Tells when nothing comes over a connection any more, four seconds after its last byte: a cable that was
 * cut says nothing, and TCP itself would wait for a quarter of an hour. Asks `ping` after a second and a
 * half of silence, so that a connection on which there is nothing to say is not taken for a lost one.
 *
 * Counts looks and not time: a process that was stopped for a minute has not heard silence.
 *
 * @returns ends the watch
 */
export function watchSilence(options: {
  readonly stream: Incoming;
  readonly ping: () => void;
  readonly onLost: () => void;
}): () => void {
  let looks = 0;
  options.stream.on("data", () => {
    looks = 0;
  });
  const timer = setInterval(() => {
    looks += 1;
    if (looks === looksUntilPing) options.ping();
    if (looks < looksUntilLost) return;
    clearInterval(timer);
    options.onLost();
  }, lookMs);
  timer.unref();
  return () => {
    clearInterval(timer);
  };
}
