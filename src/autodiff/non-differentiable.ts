/**
 * Operators that no gradient passes, because their derivative is 0 wherever it exists or because that
 * is what they are for. Every other operator has a rule.
 */
export const nonDifferentiable: ReadonlySet<string> = new Set([
  "And",
  "Ceil",
  "DequantizeLinear",
  "Equal",
  "Floor",
  "Greater",
  "IsInf",
  "IsNaN",
  "Less",
  "Not",
  "Or",
  "QuantizeLinear",
  "Round",
  "Sign",
  "StopGradient",
]);
