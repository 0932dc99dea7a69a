import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const main = fileURLToPath(new URL("../../../dist/cli/main.js", import.meta.url));

export interface CliRun {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
  readonly ms: number;
}

/** A running `saccade` process. */
export interface CliProcess {
  readonly ended: Promise<CliRun>;
  interrupt(): void;
  /** Ends it at once, as a power cut or the kernel would. */
  kill(): void;
  /** Resolves once standard error or output holds `text`. */
  says(text: string): Promise<void>;
}

/** Starts the built program, as `npx saccade` would. Killed after two minutes. */
export function startCli(...args: readonly string[]): CliProcess {
  return startCliWith({}, ...args);
}

/** The same with environment variables of its own. */
export function startCliWith(
  env: Readonly<Record<string, string>>,
  ...args: readonly string[]
): CliProcess {
  const startMs = performance.now();
  const child = spawn(process.execPath, [main, ...args], {
    timeout: 120_000,
    killSignal: "SIGKILL",
    env: { ...process.env, ...env },
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (err += text));
  const ended = once(child, "close").then(([code]) => ({
    code: code as number | null,
    out,
    err,
    ms: performance.now() - startMs,
  }));
  return {
    ended,
    interrupt: () => child.kill("SIGINT"),
    kill: () => child.kill("SIGKILL"),
    says: async (text) => {
      while (!`${out}${err}`.includes(text)) {
        if (child.exitCode !== null)
          throw new Error(`ended without saying '${text}': ${out}${err}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
  };
}

/** Runs the built program to its end. */
export function runCli(...args: readonly string[]): Promise<CliRun> {
  return startCli(...args).ended;
}

/**
 * Waits for `run`. `starts` is how long it took in bare starts of the program (`--version`), the longer of one
 * beside it and one after it: about 5 where a command is refused at once, however busy the machine.
 */
export async function inStarts(
  run: Promise<CliRun>,
): Promise<CliRun & { readonly starts: number }> {
  const [ended, beside] = await Promise.all([run, runCli("--version")]);
  const after = await runCli("--version");
  return { ...ended, starts: ended.ms / Math.max(beside.ms, after.ms) };
}

/** The JSON object on the last line of standard output. */
export function lastJson(out: string): Record<string, unknown> {
  return JSON.parse(out.trimEnd().split("\n").at(-1) ?? "") as Record<string, unknown>;
}
