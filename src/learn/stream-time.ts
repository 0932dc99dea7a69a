/** How much of a stream has passed between steps. */
export interface StreamTime {
  /** A frame came. */
  add(stampNs: bigint): void;
  /** Seconds of stream since the last call; 0 the first time, when nothing is known of before. */
  take(): number;
}

/** A longer pause is no stream, seconds: the sensor was off, or a recording begins elsewhere. */
const longestPauseS = 10;

/** Measures the time that frames cover, by their stamps; pauses and steps back do not count. */
export function createStreamTime(): StreamTime {
  let lastNs: bigint | undefined;
  let passedS = 0;
  let isTaken = false;
  return {
    add: (stampNs) => {
      const pauseS = lastNs === undefined ? 0 : Number(stampNs - lastNs) / 1e9;
      if (pauseS > 0 && pauseS <= longestPauseS) passedS += pauseS;
      lastNs = stampNs;
    },
    take: () => {
      const taken = isTaken ? passedS : 0;
      isTaken = true;
      passedS = 0;
      return taken;
    },
  };
}
