/**
 * Builds the addon with the C++ compilers of this machine, offline: `prebuilds/<target>/saccade.node`.
 *
 *     node native/build.mjs [--optional] [--all] [--sanitize]
 *
 * --optional  for `npm ci`: without a compiler, or when it fails, says so in one line and succeeds
 * --all       also for the other architecture, where its cross compiler is here
 * --sanitize  with AddressSanitizer and UndefinedBehaviorSanitizer, under `native/build` instead
 *
 * Run as npm's `prebuild`, so before each `npm run build`; what is up to date is left alone.
 */
import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { availableParallelism, homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const root = fileURLToPath(new URL("..", import.meta.url));
const { values: options } = parseArgs({
  options: {
    optional: { type: "boolean", default: false },
    all: { type: "boolean", default: false },
    sanitize: { type: "boolean", default: false },
  },
});
const crossCompilers = { arm64: "aarch64-linux-gnu-g++", x64: "x86_64-linux-gnu-g++" };

/** What stands in the way of a build, in words for one line. */
class Missing extends Error {}

function findCompiler(architecture) {
  const own = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  const candidates = architecture === process.arch ? own : [crossCompilers[architecture]];
  const found = candidates.find((name) => spawnSync(name, ["--version"]).status === 0);
  if (found === undefined) throw new Missing(`no C++ compiler (tried ${candidates.join(", ")})`);
  return found;
}

/** Node's own headers lie beside its binary; a version manager's may be where node-gyp keeps them. */
function findHeaders() {
  const caches = [".cache/node-gyp", "Library/Caches/node-gyp"].map((folder) =>
    join(homedir(), folder, process.versions.node),
  );
  const prefixes = [
    ...(process.env.npm_config_nodedir ? [process.env.npm_config_nodedir] : []),
    join(dirname(realpathSync(process.execPath)), ".."),
    ...caches,
  ];
  const folders = prefixes.map((prefix) => join(prefix, "include/node"));
  const found = folders.find((folder) => existsSync(join(folder, "node_api.h")));
  if (found === undefined) throw new Missing(`no Node headers (looked in ${folders.join(", ")})`);
  return found;
}

function filesUnder(folder, extension) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(extension))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

const modifiedMs = (file) => (existsSync(file) ? statSync(file).mtimeMs : -Infinity);

function run(command, args) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["ignore", "inherit", "inherit"] });
    child.on("error", reject);
    child.on("exit", (code) => {
      if (code === 0) resolve();
      else reject(new Error(`${command} ended with ${code} on ${args.at(-1)}`));
    });
  });
}

/** Works the tasks off, as many at once as there are cores. */
async function inParallel(tasks) {
  const waiting = [...tasks];
  const worker = async () => {
    for (let task = waiting.shift(); task !== undefined; task = waiting.shift()) await task();
  };
  await Promise.all(Array.from({ length: availableParallelism() }, worker));
}

async function build(architecture) {
  if (process.platform !== "linux") {
    throw new Missing(`it is for Linux, and this is ${process.platform}`);
  }
  const target = `${process.platform}-${architecture}`;
  const objects = join(root, "native/build", options.sanitize ? `${target}-sanitized` : target);
  const folder = options.sanitize ? objects : join(root, "prebuilds", target);
  const addon = join(folder, "saccade.node");

  const parts = ["core", "ort", "binding"]
    .map((part) => join(root, "native", part))
    .filter(existsSync);
  const sources = parts.flatMap((part) => filesUnder(part, ".cpp"));
  const headers = parts.flatMap((part) => filesUnder(part, ".h"));
  const newestMs = Math.max(...[...headers, fileURLToPath(import.meta.url)].map(modifiedMs));
  const pairs = sources.map((source) => ({
    source,
    object: join(
      objects,
      `${source.slice(join(root, "native").length + 1).replaceAll("/", "_")}.o`,
    ),
  }));
  const stale = pairs.filter(
    ({ source, object }) => modifiedMs(object) < Math.max(newestMs, modifiedMs(source)),
  );
  if (stale.length === 0 && existsSync(addon)) return;

  const compiler = findCompiler(architecture);
  const require = createRequire(import.meta.url);
  const addonApi = dirname(require.resolve("node-addon-api/package.json"));
  const sanitizers = [
    "-fsanitize=address,undefined",
    "-fno-sanitize-recover=undefined",
    "-fno-omit-frame-pointer",
    "-g",
  ];
  const flags = [
    ...[
      "-std=c++20",
      "-O3",
      "-fopenmp-simd",
      "-fno-math-errno",
      "-fPIC",
      "-fvisibility=hidden",
      "-pthread",
    ],
    ...["-Wall", "-Wextra", "-Wpedantic", "-Wshadow"],
    ...["-DNAPI_VERSION=8", "-DNAPI_CPP_EXCEPTIONS"],
    // An error that a terminating worker cannot take would otherwise end the process.
    ...["-DNODE_API_SWALLOW_UNTHROWABLE_EXCEPTIONS"],
    ...["-isystem", findHeaders(), "-isystem", addonApi],
    ...(options.sanitize ? sanitizers : []),
  ];
  // The kernels' loops become SIMD only so. None of it changes a result: no errno, no floating-point
  // traps, and no fused multiply-add, which would round differently on each processor.
  const kernelFlags = ["-O3", "-fno-math-errno", "-fno-trapping-math", "-ffp-contract=off"];
  const core = join(root, "native/core");
  const flagsOf = (source) => (source.startsWith(core) ? [...flags, ...kernelFlags] : flags);
  mkdirSync(objects, { recursive: true });
  mkdirSync(folder, { recursive: true });
  await inParallel(
    stale.map(
      ({ source, object }) =>
        () =>
          run(compiler, [...flagsOf(source), "-o", object, "-c", source]),
    ),
  );
  // libstdc++ stays dynamic: linked in, it would need a newer libc than the devices have.
  const link = ["-shared", "-pthread", ...(options.sanitize ? sanitizers : ["-s"])];
  await run(compiler, [...link, ...pairs.map(({ object }) => object), "-ldl", "-o", addon]);
  process.stderr.write(`saccade: built ${addon.slice(root.length)}\n`);
}

try {
  await build(process.arch);
  for (const architecture of options.all ? Object.keys(crossCompilers) : []) {
    const isThere = spawnSync(crossCompilers[architecture], ["--version"]).status === 0;
    if (architecture !== process.arch && isThere) await build(architecture);
  }
} catch (error) {
  if (!options.optional) {
    process.stderr.write(`saccade: ${error.message}\n`);
    process.exitCode = 1;
  } else {
    const reason = error instanceof Missing ? error.message : `the build failed: ${error.message}`;
    process.stderr.write(
      `saccade: native addon not built: ${reason}; everything runs on onnxruntime-node\n`,
    );
  }
}
