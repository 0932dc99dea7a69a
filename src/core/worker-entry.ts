import { fileURLToPath } from "node:url";

/**
 * The URL of the worker module `name` beside the caller.
 *
 * A worker thread is started by Node itself, which reads JavaScript only. Run from the sources (by
 * the test runner) the built twin in `dist/` is used: `npm test` builds first.
 *
 * @param callerUrl the caller's `import.meta.url`
 */
export function workerEntry(callerUrl: string, name: string): URL {
  const isSource = fileURLToPath(callerUrl).endsWith(".ts");
  const built = isSource ? callerUrl.replace(/\/src\/(?!.*\/src\/)/, "/dist/") : callerUrl;
  return new URL(`./${name}.js`, built);
}
