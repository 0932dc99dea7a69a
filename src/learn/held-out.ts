/**
 * Whether a frame is kept apart for examination and never trained on: the last `fraction` of every
 * period, in whole stretches, because a frame beside a training frame is no test.
 */
export function isHeldOut(
  stampNs: bigint,
  options: { readonly originNs: bigint; readonly fraction: number; readonly periodS: number },
): boolean {
  const periodNs = BigInt(Math.round(options.periodS * 1e9));
  const phase = (((stampNs - options.originNs) % periodNs) + periodNs) % periodNs;
  return Number(phase) >= (1 - options.fraction) * Number(periodNs);
}
