/** A message as a connection hands it over. `payload` is borrowed until the call returns. */
export type OnMessage = (topic: string, payload: Uint8Array) => void;

/** What a client needs of a connection: one of the built-in ones, or a few lines around the caller's own. */
export interface ClientConnection {
  /**
   * Starts to receive. `kinds` are complete topics with `+` for what may be anything.
   * @returns ends it; a connection that the caller brought stays open
   */
  receive(topics: readonly string[], onMessage: OnMessage): Promise<() => Promise<void>>;
}
