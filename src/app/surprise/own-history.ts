/** What one quantity was lately, to tell how usual a new value of it is. */
export interface OwnHistory {
  /** Values it holds, at most `size`. */
  readonly count: number;
  /**
   * Part of the history that lies below `value`, in [0, 1]: of values that come as those before did, one of a
   * hundred is above 0.99. Undefined while there are fewer than `warmUp`.
   */
  quantile(value: number): number | undefined;
  /** The value that part `q` of the history lies below; undefined while there are fewer than 32. */
  at(q: number): number | undefined;
  /** Takes a value in; the oldest goes. */
  add(value: number): void;
  /** Multiplies every value by `factor` > 0: the unit has changed. */
  rescale(factor: number): void;
  clear(): void;
}

/** Two minutes at 20 frames a second: 24 values above the hundredth that is asked for. */
const size = 2400;
/** Fewer cannot tell one of a hundred. */
export const warmUp = 200;
/** Fewer cannot tell what is large. */
const fewest = 32;

/**
 * An exact quantile over the last 2400 values: a sorted window. Two arrays of 19 kB each; a value costs two
 * searches and one move of part of an array.
 */
export function createOwnHistory(): OwnHistory {
  const recent = new Float64Array(size);
  const sorted = new Float64Array(size);
  let count = 0;
  let next = 0;
  /** Sorted values below `value`. */
  const below = (value: number): number => {
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sorted[middle]! < value) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return {
    get count() {
      return count;
    },
    quantile: (value) => (count < warmUp ? undefined : below(value) / count),
    at: (q) => (count < fewest ? undefined : sorted[Math.min(count - 1, Math.floor(q * count))]),
    add: (value) => {
      if (count === size) {
        const oldest = below(recent[next]!);
        sorted.copyWithin(oldest, oldest + 1, count);
        count -= 1;
      }
      const place = below(value);
      sorted.copyWithin(place + 1, place, count);
      sorted[place] = value;
      count += 1;
      recent[next] = value;
      next = (next + 1) % size;
    },
    rescale: (factor) => {
      for (let i = 0; i < size; i++) {
        recent[i]! *= factor;
        sorted[i]! *= factor;
      }
    },
    clear: () => {
      count = 0;
      next = 0;
    },
  };
}
