/** A plain LZF compressor, so that tests can make what the decoder reads. */
export function compressLzf(input: Uint8Array): Uint8Array {
  const out: number[] = [];
  let literals: number[] = [];
  const flush = () => {
    if (literals.length > 0) out.push(literals.length - 1, ...literals);
    literals = [];
  };
  for (let at = 0; at < input.length;) {
    const { length, distance } = longestMatch(input, at);
    if (length < 3) {
      literals.push(input[at++]!);
      if (literals.length === 32) flush();
      continue;
    }
    flush();
    const high = (distance - 1) >> 8;
    if (length < 9) out.push(((length - 2) << 5) | high);
    else out.push((7 << 5) | high, length - 9);
    out.push((distance - 1) & 255);
    at += length;
  }
  flush();
  return Uint8Array.from(out);
}

function longestMatch(input: Uint8Array, at: number) {
  let best = { length: 0, distance: 0 };
  for (let distance = 1; distance <= Math.min(at, 8192); distance++) {
    let length = 0;
    while (length < 264 && at + length < input.length) {
      if (input[at + length] !== input[at + length - distance]) break;
      length++;
    }
    if (length > best.length) best = { length, distance };
  }
  return best;
}
