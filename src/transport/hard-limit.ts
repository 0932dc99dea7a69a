const leastHardLimitBytes = 4 * 1024 * 1024;

/**
 * The size, in bytes, from which a message is not even taken into memory: the peer is told so, or
 * cut off. A smaller excess over `maxMessageBytes` costs the message alone and is counted as what
 * it is, so that a limit set a little too low, or far too low, shows.
 */
export function hardLimitBytes(maxMessageBytes: number): number {
  return Math.max(2 * maxMessageBytes, leastHardLimitBytes);
}
