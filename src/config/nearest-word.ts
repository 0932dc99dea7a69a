/**
 * Letters to insert, delete, replace or swap with their neighbour to get from `a` to `b`.
 * @see Damerau 1964, "A technique for computer detection and correction of spelling errors"
 */
function editDistance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const current = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = last[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swapped = isSwap ? beforeLast[j - 2]! + 1 : Infinity;
      current.push(Math.min(replaced, swapped, last[j]! + 1, current[j - 1]! + 1));
    }
    beforeLast = last;
    last = current;
  }
  return last[b.length]!;
}

/**
 * The known word that was probably meant, or undefined when nothing is close: upper and lower case
 * count as the same, and a word that starts like the other counts as close.
 */
export function nearestWord(word: string, known: readonly string[]): string | undefined {
  const asked = word.toLowerCase();
  let best: { readonly word: string; readonly distance: number } | undefined;
  for (const candidate of known) {
    const other = candidate.toLowerCase();
    const isPrefix = asked.length >= 3 && (other.startsWith(asked) || asked.startsWith(other));
    const distance = isPrefix ? 1 : editDistance(asked, other);
    const limit = Math.max(1, Math.floor(Math.max(asked.length, other.length) * 0.4));
    if (distance <= limit && distance < (best?.distance ?? Infinity)) {
      best = { word: candidate, distance };
    }
  }
  return best?.word;
}

/** `; did you mean 'x'?` where something is close, else `; known: a, b`. */
export function suggestion(word: string, known: readonly string[]): string {
  const near = nearestWord(word, known);
  if (near !== undefined) return `; did you mean '${near}'?`;
  return known.length === 0 ? "" : `; known: ${known.join(", ")}`;
}
