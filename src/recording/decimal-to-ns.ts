const decimal = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;
const maxStampNs = 2n ** 63n - 1n;

/**
 * A decimal number of seconds, milliseconds, … as whole nanoseconds, exactly: a double holds
 * today's nanoseconds only to 256 ns, so the text never goes through one. Rounds half away from zero.
 *
 * @param unitExponent the power of ten that turns the unit into nanoseconds: 9 for s, 6 for ms
 * @returns undefined when `text` is no decimal number or the stamp does not fit in 64 bits
 */
export function decimalToNs(text: string, unitExponent: number): bigint | undefined {
  const match = decimal.exec(text.trim());
  if (match === null) return undefined;
  const whole = match[2] ?? "";
  const fraction = match[3] ?? "";
  // 100 digits are more than any clock writes; BigInt of a longer text costs quadratic time.
  if (whole.length + fraction.length === 0 || whole.length + fraction.length > 100) {
    return undefined;
  }
  const exponent = unitExponent + Number(match[4] ?? 0) - fraction.length;
  const digits = BigInt(whole + fraction);
  const power = 10n ** BigInt(Math.abs(exponent));
  const magnitude = exponent >= 0 ? digits * power : (2n * digits + power) / (2n * power);
  if (magnitude > maxStampNs) return undefined;
  return match[1] === "-" ? -magnitude : magnitude;
}
