import { ignoreDrops, type OnDrop } from "./on-drop.ts";

export interface PairingOptions<L, R> {
  /** Stamps further apart than this are not the same moment. */
  readonly toleranceMs: number;
  readonly stampNsOf: (value: L | R) => bigint;
  /** Most values held on each side while they wait for a partner, at least 2. */
  readonly maxHeld: number;
  /** A step back larger than this on either side is a clock being set: both sides start over. */
  readonly resetAfterMs: number;
  /** Reasons: `unpaired` (no partner in time); `late` (older than its own predecessor). */
  readonly onDrop?: OnDrop<L | R> | undefined;
}

/** Two bounded lines of stamped values, and the pairs that have become certain. */
export interface Pairing<L, R> {
  addLeft(value: L): readonly (readonly [L, R])[];
  addRight(value: R): readonly (readonly [L, R])[];
  endLeft(): readonly (readonly [L, R])[];
  endRight(): readonly (readonly [L, R])[];
  /** No pair can come any more. */
  isOver(): boolean;
}

interface Line<T> {
  readonly items: { readonly value: T; readonly stampNs: bigint }[];
  lastNs: bigint | undefined;
  hasEnded: boolean;
}

/**
 * Pairs by mutual nearness. Stamps rise on each side, so of the two heads only the earlier one can
 * be in the way: it pairs with the other head unless its own successor is nearer. Until that
 * successor is there (or its side has ended) the pair is not certain, and waits.
 */
export function createPairing<L, R>(options: PairingOptions<L, R>): Pairing<L, R> {
  const { stampNsOf, maxHeld, onDrop = ignoreDrops } = options;
  const toleranceNs = BigInt(Math.round(options.toleranceMs * 1e6));
  const resetAfterNs = BigInt(Math.round(options.resetAfterMs * 1e6));
  const left: Line<L> = { items: [], lastNs: undefined, hasEnded: false };
  const right: Line<R> = { items: [], lastNs: undefined, hasEnded: false };

  const dropHead = (line: Line<L | R>): void => {
    const head = line.items.shift();
    if (head) onDrop(head.value, "unpaired");
  };
  const dropAll = (): void => {
    for (const line of [left, right] as const) {
      while (line.items.length > 0) dropHead(line);
      line.lastNs = undefined;
    }
  };
  /** What is to be done about the heads: pair them, drop the head of one line, or wait. */
  const decide = (): "pair" | "wait" | Line<L | R> => {
    const [l] = left.items;
    const [r] = right.items;
    if (!l || !r) return "wait";
    const isLeftEarlier = l.stampNs < r.stampNs;
    const [early, line, late] = isLeftEarlier ? [l, left, r] : [r, right, l];
    const distanceNs = late.stampNs - early.stampNs;
    if (distanceNs > toleranceNs) return line;
    if (distanceNs === 0n) return "pair";
    const successor = line.items[1];
    if (!successor) return line.hasEnded ? "pair" : "wait";
    const beyondNs = successor.stampNs - late.stampNs;
    return (beyondNs < 0n ? -beyondNs : beyondNs) < distanceNs ? line : "pair";
  };
  const pairs = (): (readonly [L, R])[] => {
    const certain: (readonly [L, R])[] = [];
    for (let next = decide(); next !== "wait"; next = decide()) {
      if (next === "pair") certain.push([left.items.shift()!.value, right.items.shift()!.value]);
      else dropHead(next);
    }
    if (isOver()) dropAll();
    return certain;
  };
  const isOver = (): boolean =>
    [left, right].some((line) => line.hasEnded && line.items.length === 0);
  const add = <T extends L | R>(line: Line<T>, value: T): (readonly [L, R])[] => {
    const stampNs = stampNsOf(value);
    const backNs = line.lastNs === undefined ? -1n : line.lastNs - stampNs;
    if (backNs > resetAfterNs) dropAll();
    else if (backNs >= 0n) {
      onDrop(value, "late");
      return [];
    }
    line.lastNs = stampNs;
    line.items.push({ value, stampNs });
    const certain = pairs();
    if (line.items.length > maxHeld) dropHead(line);
    return certain;
  };
  const end = (line: Line<L | R>): (readonly [L, R])[] => {
    line.hasEnded = true;
    return pairs();
  };

  return {
    addLeft: (value) => add(left, value),
    addRight: (value) => add(right, value),
    endLeft: () => end(left),
    endRight: () => end(right),
    isOver,
  };
}
