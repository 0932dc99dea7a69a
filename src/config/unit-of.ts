const units: readonly (readonly [suffix: RegExp, unit: string])[] = [
  [/Hz$/, "hertz"],
  [/Ms$/, "milliseconds"],
  [/Mb$/, "megabytes"],
  [/Bytes$/, "bytes"],
  [/Deg$/, "degrees"],
  [/Px$/, "pixels"],
  [/Fraction$/, "a fraction of 1"],
  [/(Seconds|WindowS|[a-z]S)$/, "seconds"],
  [/[a-z]M$/, "metres"],
  [/^(width|height)$/, "pixels"],
  [/^(top|bottom|left|right)$/, "a fraction of the image"],
];

/**
 * The unit that a field's name carries, in words; undefined where it has none. The innermost name
 * that has one decides, so that `gapMs.min` is in milliseconds.
 */
export function unitOf(path: readonly PropertyKey[]): string | undefined {
  for (const key of path.toReversed()) {
    const name = String(key);
    const match = units.find(([suffix]) => suffix.test(name));
    if (match) return match[1];
  }
  return undefined;
}
