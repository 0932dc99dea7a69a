import { execFile, execFileSync, spawn, type ChildProcess } from "node:child_process";
import { promisify } from "node:util";

const execute = promisify(execFile);
const ip = (...args: readonly string[]) => execute("ip", args);

/** Why tests that cut cables are skipped; undefined when they run. */
export const cableMissing = ((): string | undefined => {
  const name = `saccade-try-${process.pid}`;
  try {
    execFileSync("ip", ["netns", "add", name], { stdio: "ignore" });
    execFileSync("ip", ["netns", "del", name], { stdio: "ignore" });
    return undefined;
  } catch {
    return "no network namespaces here (iproute2, and the right to `ip netns add`)";
  }
})();

/** Another computer, as far as the network goes, behind a cable that can be cut. */
export interface Cable {
  readonly farAddress: string;
  /** Starts a program there. */
  readonly spawnFar: (command: string, args: readonly string[]) => ChildProcess;
  /** From now on nothing comes through, and neither end is told. */
  cut(): Promise<void>;
  mend(): Promise<void>;
  remove(): Promise<void>;
}

/**
 * Two network namespaces of the kernel: a far computer, and a switch between it and us that forwards or
 * does not. At `megabits` a second a large message takes so long that a cut comes in its middle.
 */
export async function layCable(megabits: number): Promise<Cable> {
  const id = process.pid % 10_000;
  const [far, between] = [`saccade-far-${id}`, `saccade-cable-${id}`];
  const [ours, theirs, inner, end] = ["a", "b", "c", "d"].map((letter) => `sc${letter}${id}`);
  const net = `10.${100 + (id % 100)}`;
  const inside = (namespace: string, ...args: string[]) => ip("netns", "exec", namespace, ...args);
  const remove = async (): Promise<void> => {
    for (const name of [far, between]) await ip("netns", "del", name).catch(() => undefined);
    await ip("link", "del", ours!).catch(() => undefined);
  };
  const forward = (isOpen: boolean) =>
    inside(between, "sysctl", "-qw", `net.ipv4.ip_forward=${isOpen ? 1 : 0}`);
  try {
    for (const name of [far, between]) await ip("netns", "add", name);
    await ip("link", "add", ours!, "type", "veth", "peer", "name", theirs!, "netns", between);
    await inside(between, "ip", "link", "add", inner!, "type", "veth", "peer", "name", end!);
    await inside(between, "ip", "link", "set", end!, "netns", far);
    for (const [namespace, link, address] of [
      [between, theirs, `${net}.1.2`],
      [between, inner, `${net}.2.1`],
      [far, end, `${net}.2.2`],
    ] as const) {
      await inside(namespace, "ip", "address", "add", `${address}/24`, "dev", link!);
      await inside(namespace, "ip", "link", "set", link!, "up");
      const rate = ["rate", `${megabits}mbit`, "burst", "64k", "latency", "50ms"];
      await inside(namespace, "tc", "qdisc", "add", "dev", link!, "root", "tbf", ...rate);
    }
    await ip("address", "add", `${net}.1.1/24`, "dev", ours!);
    await ip("link", "set", ours!, "up");
    await ip("route", "add", `${net}.2.0/24`, "via", `${net}.1.2`);
    await inside(far, "ip", "route", "add", "default", "via", `${net}.2.1`);
    await forward(true);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    farAddress: `${net}.2.2`,
    spawnFar: (command, args) =>
      spawn("ip", ["netns", "exec", far, command, ...args], { stdio: "ignore" }),
    cut: async () => {
      await forward(false);
    },
    mend: async () => {
      await forward(true);
    },
    remove,
  };
}
