/** A rigid motion, [3, 4] row-major: rotation and, in the last column, metres. Applied as p′ = R·p + t. */
export type Pose = Float64Array;

/**
 * The pose that turns by a rotation vector (axis · angle, radians) and then shifts.
 *
 * @see Rodrigues 1840; Murray, Li, Sastry, A Mathematical Introduction to Robotic Manipulation, 1994, eq. 2.14
 */
export function poseOf(
  [wx, wy, wz]: readonly [number, number, number],
  [tx, ty, tz]: readonly [number, number, number],
): Pose {
  const angle = Math.hypot(wx, wy, wz);
  // Limits at no turn: sin(a)/a → 1, (1 − cos(a))/a² = 2·sin²(a/2)/a² → ½.
  const a = angle === 0 ? 1 : Math.sin(angle) / angle;
  const b = angle === 0 ? 0.5 : 2 * (Math.sin(angle / 2) / angle) ** 2;
  // R = I + a·[w] + b·[w]², and [w]² = w·wᵀ − |w|²·I
  const c = 1 - b * angle * angle;
  return Float64Array.of(
    ...[c + b * wx * wx, b * wx * wy - a * wz, b * wx * wz + a * wy, tx],
    ...[b * wx * wy + a * wz, c + b * wy * wy, b * wy * wz - a * wx, ty],
    ...[b * wx * wz - a * wy, b * wy * wz + a * wx, c + b * wz * wz, tz],
  );
}
