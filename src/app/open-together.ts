/**
 * Waits for things that are being opened, all or none: when one fails, the others are closed again.
 *
 * @returns what was opened, in the order given
 * @throws whatever the first of them, in that order, failed with
 */
export async function openTogether<T extends { close(): Promise<void> }>(
  opening: readonly Promise<T>[],
): Promise<readonly T[]> {
  const settled = await Promise.allSettled(opening);
  const opened = settled.flatMap((s) => (s.status === "fulfilled" ? [s.value] : []));
  const failed = settled.find((s) => s.status === "rejected");
  if (failed) {
    await Promise.allSettled(opened.map((o) => o.close()));
    throw failed.reason;
  }
  return opened;
}
