/**
 * Decompresses LZF into `out`, which must be exactly filled.
 *
 * A control byte under 32 starts a run of that many + 1 literal bytes; any other is a copy from what
 * was already written, with the length in its upper three bits and the distance in the other five
 * and the next byte.
 *
 * @returns false when the input is cut short, points before the start, or does not fill `out`
 */
export function decompressLzf(input: Uint8Array, out: Uint8Array): boolean {
  let from = 0;
  let to = 0;
  while (from < input.length) {
    const control = input[from++]!;
    if (control < 32) {
      const length = control + 1;
      if (from + length > input.length || to + length > out.length) return false;
      out.set(input.subarray(from, from + length), to);
      from += length;
      to += length;
      continue;
    }
    let length = (control >> 5) + 2;
    if (length === 9) length += input[from++] ?? NaN;
    const distance = ((control & 31) << 8) + (input[from++] ?? NaN) + 1;
    const start = to - distance;
    // Written so that NaN, from bytes that were not there, is refused too.
    if (!(start >= 0 && to + length <= out.length)) return false;
    // Byte by byte: the copy may overlap what it writes, which is how LZF repeats.
    for (let i = 0; i < length; i++) out[to++] = out[start + i]!;
  }
  return to === out.length;
}
