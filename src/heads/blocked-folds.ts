/** One block held out, and what is fitted on meanwhile. */
export interface Fold {
  readonly held: readonly number[];
  readonly rest: readonly number[];
}

/** Contiguous blocks of 0 … count − 1: neighbouring frames are nearly the same frame. */
export function blockedFolds(count: number, folds: number): readonly Fold[] {
  const all = [...Array(count).keys()];
  return Array.from({ length: folds }, (_, fold) => {
    const start = Math.floor((fold * count) / folds);
    const end = Math.floor(((fold + 1) * count) / folds);
    return { held: all.slice(start, end), rest: [...all.slice(0, start), ...all.slice(end)] };
  });
}
