/**
 * Builds the addon with AddressSanitizer and UndefinedBehaviorSanitizer and runs the native and engine
 * suites on it: `npm run native:sanitize`. The runtime and Node themselves are not instrumented, so
 * leaks are looked for by `npm run native:leaks` instead.
 */
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const run = (command, args, env = {}) => {
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: { ...process.env, ...env },
  });
  if (status !== 0) process.exit(status ?? 1);
};

run(process.execPath, ["native/build.mjs", "--sanitize"]);
run("npx", ["tsc", "-p", "tsconfig.build.json"]);
const libraries = ["libasan.so", "libubsan.so"].map((name) =>
  spawnSync(process.env.CXX ?? "c++", [`-print-file-name=${name}`])
    .stdout.toString()
    .trim(),
);
const addon = `${root}native/build/${process.platform}-${process.arch}-sanitized/saccade.node`;
if (!existsSync(addon)) process.exit(1);
const env = {
  SACCADE_ADDON: addon,
  // The sanitizer must come first in the process, which is not one that was built with it.
  LD_PRELOAD: libraries.join(" "),
  // A quarantine would look like a leak to the tests of memory.
  ASAN_OPTIONS: "detect_leaks=0:quarantine_size_mb=1:abort_on_error=1",
  UBSAN_OPTIONS: "halt_on_error=1:print_stacktrace=1",
};
const suites = ["test/contract/engine.test.ts", "test/integration/native", "test/unit/native"];
run("npx", ["vitest", "run", "-t", "ort-native|addon", ...suites], env);
const few = ["--steps", "300", "--sessions", "30", "--workers", "6", "--limit", "1"];
run(process.execPath, ["--expose-gc", "test/native/leaks.mjs", ...few], env);
