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
  // config
  CONFIG_INVALID: (where: string, problem: string) => `configuration ${where}: ${problem}`,
  SURPRISE_FAILED: (problem: string) =>
    `frames are not judged by how surprising they are: ${problem}; features go on without it`,
  SENSOR_SILENT: (sensor: string, url: string, seconds: number) =>
    `no frame of sensor '${sensor}' came over ${url} in ${seconds} s; is the robot running, and is this its address?`,
  SENSOR_UNKNOWN: (sensor: string, known: readonly string[]) =>
    `the configuration has no sensor '${sensor}'; it has: ${known.join(", ")}`,
  // decode
  DECODE_THREAD_FAILED: (sensor: string, problem: string) =>
    `the decoding thread of sensor '${sensor}' did not start: ${problem}; ` +
    `run 'npm run build' if dist/ is missing or old`,
  // recording
  RECORDING_EXISTS: (path: string) =>
    `${path} is there already and recordings are not overwritten; choose another name or move it away`,
  RECORDING_INVALID: (file: string, problem: string) => `${file} cannot be read: ${problem}`,
  RECORDING_NOT_FOUND: (path: string) =>
    `no recording at ${path}: there is no such file or folder; check the path`,
  RECORDING_STREAM_AMBIGUOUS: (sensor: string, path: string, candidates: readonly string[]) =>
    `${path} has several streams for sensor '${sensor}': ${candidates.join(", ")}; ` +
    `name one with --stream`,
  RECORDING_STREAM_NOT_FOUND: (wanted: string, path: string, candidates: readonly string[]) =>
    `${path} has no stream for ${wanted}; it has: ${candidates.join(", ") || "none of that kind"}`,
  RECORDING_UNKNOWN: (path: string, lookedFor: readonly string[]) =>
    `${path} is no recording that can be read; looked for ${lookedFor.join("; ")}`,
  RECORDING_UNSUPPORTED: (path: string, what: string, instead: string) =>
    `${path} is ${what}, which is not read; ${instead}`,
  RECORDING_WRITE_FAILED: (path: string, problem: string) =>
    `${path} cannot be written: ${problem}; what was written before is kept and can be read`,
  // runtime
  DEVICE_PROFILE_INVALID: (file: string, problem: string) =>
    `device profile ${file} is not valid: ${problem}`,
  DEVICE_PROFILE_MISSING: (architecture: string, known: readonly string[]) =>
    `no device profile for architecture '${architecture}'; known profiles: ${known.join(", ")}; ` +
    `add one under devices/`,
  ENGINE_BUSY: (call: string, limit: number) =>
    `the session already holds ${limit} unanswered '${call}' calls; await one before the next`,
  ENGINE_CLOSED: (call: string) =>
    `'${call}' came to a session that is closed or closing; open a new one`,
  ENGINE_CRASHED: (cause: string) =>
    `the runtime's worker thread ended unexpectedly: ${cause}; its state is lost, ` +
    `open a new session from the last checkpoint`,
  ENGINE_INPUT_INVALID: (where: string, tensor: string, expected: string, received: string) =>
    `${where}: expected ${expected} for '${tensor}', received ${received}`,
  ENGINE_NONE_USABLE: (refused: readonly string[]) => `no engine runs here: ${refused.join("; ")}`,
  ENGINE_OPEN_FAILED: (cause: string) => `the runtime could not open the model: ${cause}`,
  ENGINE_PROVIDER_UNUSABLE: (engine: string, provider: string, reason: string) =>
    `provider '${provider}' of engine '${engine}' does not run here: ${reason}; ` +
    `'saccade doctor' lists the providers that do`,
  ENGINE_RUN_FAILED: (call: string, cause: string) =>
    `'${call}' failed in the runtime, the state is as it was before: ${cause}`,
  // app
  INTERRUPTED: (what: string) => `stopped before ${what} was done; there is no result`,
  SIMULATOR_FAILED: (problem: string) => `the built-in world did not start: ${problem}`,
  // evaluate
  LABEL_UNKNOWN: (column: string, path: string, known: readonly string[]) =>
    `${path} has no label column '${column}'; it has: ${known.join(", ") || "none"}`,
  // heads
  HEAD_INVALID: (path: string, problem: string) =>
    `${path} is damaged or no head: ${problem}; fit it again with 'saccade head fit'`,
  HEAD_LABELS_INVALID: (problem: string) => `these labels cannot be learned from: ${problem}`,
  HEAD_UNKNOWN: (name: string, folder: string, known: readonly string[]) =>
    `${folder} has no head '${name}'; it has: ${known.join(", ") || "none"}`,
  HEAD_WRITE_FAILED: (path: string, cause: string) => `could not write the head ${path}: ${cause}`,
  // learn
  FEATURES_NOT_FINITE: (frames: number) =>
    `the encoder's features of ${frames} remembered frames are not all finite; it cannot be promoted`,
  LEARNER_CRASHED: (problem: string) =>
    `the learner's thread ended: ${problem}; features go on from the last promoted encoder`,
  LEARNER_GIVEN_UP: (seconds: number) =>
    `the learner's thread did not end within ${seconds} s of being asked, and was ended; what was learned ` +
    "since the last checkpoint is lost, the next start goes on from there",
  LEARNER_START_FAILED: (problem: string) =>
    `the learner's thread did not start: ${problem}; run 'npm run build' if dist/ is missing or old`,
  TRAINING_NO_CLIPS: (sensor: string, frames: number, batch: number) =>
    `sensor '${sensor}' gave ${frames} frames, too few or too far apart in time for a batch of ` +
    `${batch} clips; use a longer recording, a smaller learn.batch or a larger learn.gapMs.max`,
  // learn/checkpoint
  CHECKPOINT_INVALID: (path: string, problem: string) =>
    `${path} is damaged or no checkpoint: ${problem}; go back with 'saccade checkpoint <dir> rollback'`,
  CHECKPOINT_KEY_INVALID: (path: string, problem: string) =>
    `${path} holds no key for checkpoints: ${problem}; expected an Ed25519 key as PEM ` +
    "('openssl genpkey -algorithm ed25519 -out sign.pem', 'openssl pkey -in sign.pem -pubout -out trust.pem')",
  CHECKPOINT_MISSING: (folder: string, wanted: string) =>
    `expected ${wanted} in ${folder}, found none; 'saccade checkpoint <dir> list' shows what is kept`,
  CHECKPOINT_UNTRUSTED: (path: string, problem: string) =>
    `${path} is not opened: ${problem}; take it away, or name the public key of who wrote it in learn.checkpoint.trust`,
  CHECKPOINT_WRITE_FAILED: (path: string, cause: string) =>
    `could not write the checkpoint ${path}: ${cause}; the checkpoints written before are untouched`,
  // transport
  TRANSPORT_ADDRESS_INVALID: (address: string, problem: string) =>
    `cannot use the address ${address}: ${problem}; ` +
    `expected e.g. mqtt://host:1883, tcp://host:5556, ipc:///run/robot/camera.sock or inproc://name`,
  TRANSPORT_ADDRESS_IN_USE: (address: string) =>
    `another program already listens on ${address}; stop it, or choose another port or path`,
  TRANSPORT_CREDENTIALS_INVALID: (variable: string, path: string, problem: string) =>
    `${variable} names '${path}', which cannot be used: ${problem}`,
  TRANSPORT_REFUSED: (url: string, problem: string) =>
    `the broker at ${url} refused the connection: ${problem}; check the user name and password ` +
    `(in the URL, in SACCADE_MQTT_USERNAME and SACCADE_MQTT_PASSWORD, or in SACCADE_MQTT_PASSWORD_FILE)`,
  TRANSPORT_ROLE_INVALID: (url: string, role: string) =>
    `${url} was opened as a ${role}, which cannot receive messages; open it as a subscriber`,
  TRANSPORT_SCHEME_UNKNOWN: (url: string, known: readonly string[]) =>
    `no transport for the address ${url}; known schemes: ${known.join(", ")}`,
  TRANSPORT_UNREACHABLE: (url: string, problem: string) =>
    `no broker answered at ${url}: ${problem}; is it running? ` +
    `start one (for example mosquitto), or use the embedded broker`,
  COMMAND_TOKEN_INVALID: (variable: string, problem: string) =>
    `${variable} cannot be used: ${problem}; make a token with 'openssl rand -hex 16'`,
  COMMAND_TOKEN_MISSING: (url: string) =>
    `commands are to be obeyed from ${url}, so they have to bring a token; ` +
    `set SACCADE_COMMAND_TOKEN or SACCADE_COMMAND_TOKEN_FILE ('openssl rand -hex 16' makes one)`,
  // window
  WINDOW_ADDRESS_IN_USE: (host: string, port: number) =>
    `another program already listens on ${host}:${port}, where the window should be; ` +
    `choose another window.port, or leave it out and a free one is taken`,
  WINDOW_ADDRESS_INVALID: (host: string, port: number, problem: string) =>
    `the window cannot be at ${host}:${port}: ${problem}; window.host has to be an address of this machine`,
  WINDOW_TOKEN_INVALID: (variable: string, problem: string) =>
    `${variable} cannot be used: ${problem}; make a token with 'openssl rand -hex 16'`,
  WINDOW_TOKEN_MISSING: (host: string) =>
    `window.host ${host} can be reached by others, so they have to bring a token; ` +
    `set SACCADE_WINDOW_TOKEN or SACCADE_WINDOW_TOKEN_FILE ('openssl rand -hex 16' makes one), or --no-window`,
  // bench
  BENCH_PEER_DIFFERS: (name: string, scalar: string, ours: number, peer: number) =>
    `the two sides of '${name}' do not compute the same: '${scalar}' is ${ours} for us and ${peer} for ` +
    `the peer after one step; bench/torch_peer has to follow the model before their times compare`,
  BENCH_PEER_FAILED: (peer: string, problem: string) => `the process of ${peer} failed: ${problem}`,
  BENCH_PEER_MISSING: (python: string, problem: string) =>
    `'${python}' runs no PyTorch to compare with (${problem}); make one with 'python3 -m venv <folder>' and ` +
    `'<folder>/bin/pip install torch numpy --index-url https://download.pytorch.org/whl/cpu', ` +
    `then name it with --python <folder>/bin/python or SACCADE_PYTHON`,
  // cli
  USAGE_INVALID: (option: string, problem: string) => `${option}: ${problem}`,
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

/**
 * What another thread threw, as this one would have thrown it: a copy of an AppError between threads
 * keeps its code and words, not its class. Undefined for any other error.
 */
export function appErrorFromThread(thrown: unknown): AppError | undefined {
  if (!(thrown instanceof Error && "code" in thrown)) return undefined;
  const code = errorCodes.find((known) => known === thrown.code);
  if (code === undefined) return undefined;
  return new AppError(code, thrown.message.replace(` [${code}]`, ""), { cause: thrown });
}
