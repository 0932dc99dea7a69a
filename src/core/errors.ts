/**
 * The whole catalogue of errors this project throws on purpose: one code, one message.
 *
 * A message says what was expected, what was received, where, and what to do next.
 * `test/unit/core/errors.test.ts` checks that every code is documented in docs/errors.md.
 */
const catalogue = {
  // core
  OPTION_INVALID: (name: string, expected: string, received: unknown) =>
    `expected ${expected} for ${name}, received ${String(received)} (${typeof received})`,
  REGISTRY_DUPLICATE: (kind: string, name: string) => `${kind} '${name}' is registered twice`,
  REGISTRY_UNKNOWN: (kind: string, name: string, known: readonly string[]) =>
    `unknown ${kind} '${name}'; known: ${known.join(", ")}`,
  // graph
  DTYPE_MISMATCH: (op: string, expected: string, received: string) =>
    `${op} expected dtype ${expected}, received ${received}`,
  GRAPH_INVALID: (where: string, problem: string) => `graph is not valid at ${where}: ${problem}`,
  SHAPE_MISMATCH: (op: string, expected: string, received: string) =>
    `${op} expected ${expected}, received ${received}`,
  // autodiff
  GRAD_RULE_MISSING: (op: string, node: string) =>
    `no gradient rule for op '${op}' (node '${node}'); ` +
    `add src/autodiff/rules/ or list the op in src/autodiff/non-differentiable.ts`,
  GRAD_SHAPE_MISMATCH: (op: string, input: string, expected: string, received: string) =>
    `gradient of ${op} input '${input}' must have shape ${expected}, received ${received}`,
} as const;

export type ErrorCode = keyof typeof catalogue;

/** Every code of the catalogue, for the documentation test. */
export const errorCodes = Object.keys(catalogue) as readonly ErrorCode[];

/** An error thrown on purpose. Branch on `code`, never on `message`. */
export class AppError extends Error {
  override readonly name = "AppError";
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: ErrorOptions) {
    super(`${message} [${code}]`, options);
    this.code = code;
  }
}

/** Makes the catalogued error `code`, filling its message with `args`; for promises and streams. */
export function appError<C extends ErrorCode>(
  code: C,
  args: Parameters<(typeof catalogue)[C]>,
  options?: ErrorOptions,
): AppError {
  const message = (catalogue[code] as (...a: unknown[]) => string)(...args);
  return new AppError(code, message, options);
}

/** Throws the catalogued error `code`, filling its message with `args`. */
export function fail<C extends ErrorCode>(
  code: C,
  ...args: Parameters<(typeof catalogue)[C]>
): never {
  throw appError(code, args);
}

/** Throws the catalogued error `code` and keeps what caused it. */
export function failFrom<C extends ErrorCode>(
  cause: unknown,
  code: C,
  ...args: Parameters<(typeof catalogue)[C]>
): never {
  throw appError(code, args, { cause });
}
