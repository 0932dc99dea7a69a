/** What an encoder on trial and the one that answers made of the same frame. */
export interface ShadowPair {
  readonly active: Float32Array;
  readonly candidate: Float32Array;
  readonly activeMs: number;
  readonly candidateMs: number;
}

/** What a trial found. Figures are absent where no frame came. */
export interface ShadowReport {
  readonly frames: number;
  /** Why the candidate may not answer, a sentence each; empty = it may. */
  readonly refused: readonly string[];
  /** Mean cosine between the two, where both answer under one contract. */
  readonly cosine?: number | undefined;
  /** Length of the candidate's vectors over the active one's, under one contract. */
  readonly scale?: number | undefined;
  /** Medians. */
  readonly latencyMs?: { readonly active: number; readonly candidate: number } | undefined;
}

export interface ShadowOptions {
  /** Frames that both answer. */
  readonly frames: number;
  /** The trial ends after this long, with the frames that came. */
  readonly maxSeconds: number;
  /** Less is another basis than it claims. */
  readonly minCosine: number;
  /** A candidate that takes longer than so many times the active one's median is refused. */
  readonly maxLatencyRatio: number;
}

/** A trial in progress. Holds one number a frame and figure. */
export interface ShadowRun {
  /** Whether another frame should be answered by both. */
  wantsFrame(): boolean;
  compare(pair: ShadowPair): void;
  /** Ends the trial at once: nothing is promoted. */
  refuse(reason: string): void;
  readonly done: Promise<ShadowReport>;
}

/** Shorter answers than this are too short to compare. */
const smallestMs = 5;
/** How far the length of vectors may lie from the active one's, either way. */
const mostScale = 5;

/**
 * Starts a trial: a candidate silently answers live frames beside the active encoder before it may take over.
 * It is refused for values that are not finite, for vectors that are no vectors of the contract it claims, and
 * for being slow.
 *
 * @param options.isSameContract whether both answer under one contract, so that vectors can be compared
 */
export function startShadowRun(
  options: ShadowOptions & { readonly isSameContract: boolean },
): ShadowRun {
  const { frames, maxSeconds, isSameContract } = options;
  const cosines: number[] = [];
  const scales: number[] = [];
  const active: number[] = [];
  const candidate: number[] = [];
  const own: string[] = [];
  let isOver = false;
  let settle: (report: ShadowReport) => void = () => undefined;
  const done = new Promise<ShadowReport>((resolve) => (settle = resolve));
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    const count = active.length;
    const figures = count > 0 && {
      latencyMs: { active: median(active), candidate: median(candidate) },
      ...(isSameContract && { cosine: mean(cosines), scale: median(scales) }),
    };
    const report = { frames: count, ...figures };
    settle({ ...report, refused: [...own, ...problems(report, options)] });
  };
  const timer = setTimeout(end, maxSeconds * 1000);
  if (frames === 0) end();

  return {
    wantsFrame: () => !isOver,
    compare: (pair) => {
      if (isOver) return;
      active.push(pair.activeMs);
      candidate.push(pair.candidateMs);
      if (!pair.candidate.every(Number.isFinite)) {
        own.push("its features of a live frame are not all finite");
        end();
        return;
      }
      const [aa, bb, ab] = [
        dot(pair.active, pair.active),
        dot(pair.candidate, pair.candidate),
        dot(pair.active, pair.candidate),
      ];
      cosines.push(aa * bb > 0 ? ab / Math.sqrt(aa * bb) : 0);
      scales.push(aa > 0 ? Math.sqrt(bb / aa) : 1);
      if (active.length >= frames) end();
    },
    refuse: (reason) => {
      if (!isOver) own.push(reason);
      end();
    },
    done,
  };
}

function problems(
  { cosine, scale, latencyMs }: Omit<ShadowReport, "refused">,
  { minCosine, maxLatencyRatio }: ShadowOptions,
): readonly string[] {
  const reasons: string[] = [];
  if (cosine !== undefined && cosine < minCosine) {
    reasons.push(
      `its features of live frames point elsewhere than those of the encoder that answers: cosine ${cosine.toFixed(2)}, at least ${minCosine}`,
    );
  }
  if (scale !== undefined && (scale > mostScale || scale < 1 / mostScale)) {
    reasons.push(`its features of live frames are ${scale.toFixed(2)} times as long`);
  }
  if (latencyMs && latencyMs.candidate > Math.max(smallestMs, maxLatencyRatio * latencyMs.active)) {
    reasons.push(
      `it takes ${latencyMs.candidate.toFixed(1)} ms a frame, the encoder that answers ${latencyMs.active.toFixed(1)} ms`,
    );
  }
  return reasons;
}

function dot(a: Float32Array, b: Float32Array): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] ?? 0), 0);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
