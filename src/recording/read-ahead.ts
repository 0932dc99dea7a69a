/**
 * Applies `read` to each item in order, starting at most `depth` of them before the consumer asks.
 *
 * Holds at most `depth` results. A rejection is thrown where its item would have been yielded, and
 * stopping early leaves no unhandled rejection behind.
 */
export async function* readAhead<T, R>(
  items: Iterable<T>,
  depth: number,
  read: (item: T) => Promise<R>,
): AsyncGenerator<R, void, undefined> {
  const pending: Promise<R>[] = [];
  for (const item of items) {
    const result = read(item);
    // Awaited later, or never when the consumer stops: must not count as unhandled meanwhile.
    result.catch(() => undefined);
    pending.push(result);
    if (pending.length >= depth) yield await pending.shift()!;
  }
  for (const result of pending) yield await result;
}
