/**
 * What somebody without a compiler gets: a clone of the last commit, `npm ci` and `npm test` with a PATH that has
 * everything but compilers. `npm ci` must succeed and say in one line what is missing; the tests must pass with
 * the addon's skipped by name.
 *
 *     npm run native:none [-- <arguments of vitest>]
 *
 * Takes as long as the installation and the tests do. Prints one JSON object as its last line.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const compilers = /(^|-)(cc|c\+\+|gcc|g\+\+|clang|clang\+\+|cpp|ld)(-[\d.]+)?$/;
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "saccade-without-compiler-"));

/** One folder with a link to every program that is no compiler, the first of each name. */
function pathWithoutCompilers() {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  for (const part of process.env.PATH.split(":").filter((path) => existsSync(path))) {
    for (const name of readdirSync(part)) {
      const link = join(bin, name);
      if (!compilers.test(name) && !existsSync(link)) symlinkSync(join(part, name), link);
    }
  }
  return bin;
}

const environment = { ...process.env };
// Those of the npm that may have started this, and what would name a compiler all the same.
for (const name of Object.keys(environment)) {
  if (/^npm_|^CXX$|^CC$|^SACCADE_/i.test(name)) delete environment[name];
}
environment.PATH = pathWithoutCompilers();

/** Runs `command` in the clone; what it printed goes to standard error as well. */
function run(command, args, cwd) {
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd,
    env: environment,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  process.stderr.write(`${stdout}${stderr}`);
  return { status, lines: `${stdout}\n${stderr}`.split("\n") };
}

try {
  const clone = join(folder, "saccade");
  run("git", ["clone", "--quiet", "--no-hardlinks", root, clone], folder);
  const install = run("npm", ["ci", "--foreground-scripts"], clone);
  const said = install.lines.filter((line) => line.startsWith("saccade: native addon not built"));
  const tests = run("npm", ["test", "--", ...process.argv.slice(2)], clone);
  const closing = tests.lines.findLast((line) => /^\d+ passed, \d+ failed/.test(line));
  const skipped = tests.lines
    .filter((line) => line.startsWith("skipped: "))
    .map((line) => line.slice("skipped: ".length));
  const found = {
    install: { status: install.status, said },
    tests: { status: tests.status, closing, skipped },
    hasAddon: existsSync(join(clone, "prebuilds")),
  };
  process.stdout.write(`${JSON.stringify(found)}\n`);
  const isRight =
    install.status === 0 &&
    said.length === 1 &&
    !found.hasAddon &&
    tests.status === 0 &&
    skipped.some((name) => name.includes("skipped where the addon is not built"));
  process.exitCode = isRight ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
