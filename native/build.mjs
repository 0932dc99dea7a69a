/**
 * Builds the addon with the C++ compiler of this machine, offline: `native/build/<target>/saccade.node`.
 *
 *     node native/build.mjs [--optional] [--sanitize] [--prebuild] [--arch arm64]
 *
 * --optional  for `npm ci`: without a compiler, or when it fails, says so in one line and succeeds
 * --sanitize  with AddressSanitizer and UndefinedBehaviorSanitizer, into `<target>-sanitized`
 * --prebuild  into `prebuilds/<target>` instead, which the package carries
 * --arch      x64 or arm64; another one than this machine's needs its cross compiler
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
    sanitize: { type: "boolean", default: false },
    prebuild: { type: "boolean", default: false },
    arch: { type: "string", default: process.arch },
  },
});

/** What stands in the way of a build, in words for one line. */
class Missing extends Error {}

function findCompiler() {
  const triples = { arm64: "aarch64-linux-gnu", x64: "x86_64-linux-gnu" };
  const cross = triples[options.arch] === undefined ? [] : [`${triples[options.arch]}-g++`];
  const own = process.env.CXX ? [process.env.CXX] : ["c++", "g++", "clang++"];
  const candidates = options.arch === process.arch ? own : cross;
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

async function build() {
  if (process.platform !== "linux") throw new Missing(`the addon is for Linux, this is ${process.platform}`);
  const target = `${process.platform}-${options.arch}`;
  if (options.optional && existsSync(join(root, "prebuilds", target, "saccade.node"))) return;
  const variant = `${target}${options.sanitize ? "-sanitized" : ""}${options.prebuild ? "-prebuild" : ""}`;
  const objects = join(root, "native/build", variant);
  const folder = options.prebuild ? join(root, "prebuilds", target) : objects;
  const addon = join(folder, "saccade.node");

  const parts = ["core", "ort", "binding"].map((part) => join(root, "native", part)).filter(existsSync);
  const sources = parts.flatMap((part) => filesUnder(part, ".cpp"));
  const headers = parts.flatMap((part) => filesUnder(part, ".h"));
  const newestMs = Math.max(...[...headers, fileURLToPath(import.meta.url)].map(modifiedMs));
  const pairs = sources.map((source) => ({
    source,
    object: join(objects, `${source.slice(join(root, "native").length + 1).replaceAll("/", "_")}.o`),
  }));
  const stale = pairs.filter(
    ({ source, object }) => modifiedMs(object) < Math.max(newestMs, modifiedMs(source)),
  );
  if (stale.length === 0 && existsSync(addon)) return;

  const compiler = findCompiler();
  const require = createRequire(import.meta.url);
  const addonApi = dirname(require.resolve("node-addon-api/package.json"));
  const sanitizers = ["-fsanitize=address,undefined", "-fno-omit-frame-pointer", "-g"];
  const flags = [
    ...["-std=c++20", "-O2", "-fPIC", "-fvisibility=hidden", "-pthread"],
    ...["-Wall", "-Wextra", "-Wpedantic", "-Wshadow"],
    ...["-DNAPI_VERSION=8", "-DNODE_ADDON_API_CPP_EXCEPTIONS", "-DNAPI_CPP_EXCEPTIONS"],
    ...["-isystem", findHeaders(), "-isystem", addonApi],
    ...(options.sanitize ? sanitizers : []),
  ];
  mkdirSync(objects, { recursive: true });
  mkdirSync(folder, { recursive: true });
  await inParallel(
    stale.map(
      ({ source, object }) =>
        () =>
          run(compiler, [...flags, "-o", object, "-c", source]),
    ),
  );
  // libstdc++ stays dynamic: linked in, it would need a newer libc than the devices have.
  const link = ["-shared", "-pthread", ...(options.sanitize ? sanitizers : ["-s"])];
  await run(compiler, [...link, ...pairs.map(({ object }) => object), "-ldl", "-o", addon]);
  process.stderr.write(`saccade: built ${addon.slice(root.length)}\n`);
}

try {
  await build();
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
