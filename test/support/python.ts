import { execFile } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);

/** A Python that has what a test needs, or why there is none. */
export type FoundPython =
  { readonly path: string; readonly version: string } | { readonly missing: string };

/**
 * Looks for a Python that imports `module`: the one that SACCADE_PYTHON names, else `python3`.
 * Tries it out, since an installed module may still not load.
 */
export async function findPython(module: string): Promise<FoundPython> {
  const path = process.env["SACCADE_PYTHON"] ?? "python3";
  try {
    const code = `import ${module}; print(${module}.__version__)`;
    const { stdout } = await execute(path, ["-c", code], { timeout: 60_000 });
    return { path, version: stdout.trim() };
  } catch {
    return { missing: `${path} has no module '${module}' (SACCADE_PYTHON names another Python)` };
  }
}
