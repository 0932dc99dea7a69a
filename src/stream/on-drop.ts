/** Told of each value an operator throws away, in order, and why: a kebab-case word to count under. */
export type OnDrop<T> = (value: T, reason: string) => void;

/** Nobody wants to know. */
export const ignoreDrops: OnDrop<unknown> = () => undefined;
