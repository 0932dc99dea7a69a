import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

/**
 * Runs one of our programs to its end and parses the last line of its output as JSON. Each in a process of its own:
 * a driver that crashes, or two libonnxruntime of one name, then spoil one check only.
 *
 * @param limits.deadlineMs by performance.now(); the process is killed then
 * @throws Error with the end of what it said
 */
export function runProgram(args, { deadlineMs, env = {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const late = setTimeout(
      () => child.kill("SIGKILL"),
      Math.max(1, deadlineMs - performance.now()),
    );
    let output = "";
    let errors = "";
    child.stdout.on("data", (text) => (output += text));
    child.stderr.on("data", (text) => (errors = (errors + text).slice(-2000)));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearTimeout(late);
      if (code === 0) resolve(JSON.parse(output.trimEnd().split("\n").at(-1)));
      else
        reject(new Error(`ended with ${signal ?? code}: ${errors.trim() || output.slice(-500)}`));
    });
  });
}

/** Training steps, as test/native/step-losses.mjs takes them. */
export const runSteps = (request, context) =>
  runProgram(["test/native/step-losses.mjs", JSON.stringify(request)], context);
