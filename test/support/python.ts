import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A Python that has what a test needs, or why there is none. */
export type FoundPython =
  { readonly path: string; readonly version: string } | { readonly missing: string };

/** The first of PATH is often a user's own, without the modules that Debian's packages bring. */
const interpreters = ["python3", "/usr/bin/python3"];

/**
 * Looks for a Python that imports `module`: the one that SACCADE_PYTHON names, else `python3`, else
 * Debian's. Tries it out, since an installed module may still not load.
 */
export async function findPython(module: string): Promise<FoundPython> {
  const named = process.env["SACCADE_PYTHON"];
  const paths = named === undefined ? interpreters : [named];
  const code = `import ${module}; print(getattr(${module}, '__version__', ''))`;
  for (const path of paths) {
    try {
      const { stdout } = await execute(path, ["-c", code], { timeout: 60_000 });
      return { path, version: stdout.trim() };
    } catch {
      // The next one may have it.
    }
  }
  const missing = `${paths.join(" and ")} ${paths.length > 1 ? "have" : "has"} no module '${module}' (SACCADE_PYTHON names another Python)`;
  return { missing };
}
