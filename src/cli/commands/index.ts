import type { CliCommand } from "../command.ts";

/** A command's name and line in the help; the rest is loaded when somebody asks for it. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  load(): Promise<CliCommand>;
}

/** Every command there is, alphabetical. */
export const commands: readonly CommandEntry[] = [
  {
    name: "bench",
    summary: "our speed and memory against a named peer",
    load: async () => (await import("./bench.ts")).bench,
  },
  {
    name: "checkpoint",
    summary: "list, verify or roll back what was learned",
    load: async () => (await import("./checkpoint.ts")).checkpoint,
  },
  {
    name: "doctor",
    summary: "what works on this machine, tried out",
    load: async () => (await import("./doctor.ts")).doctor,
  },
  {
    name: "evaluate",
    summary: "what the features are worth, on a recording",
    load: async () => (await import("./evaluate.ts")).evaluate,
  },
  {
    name: "explain",
    summary: "where a feature or a head's answer comes from, as a picture",
    load: async () => (await import("./explain.ts")).explain,
  },
  {
    name: "graph",
    summary: "what a configuration compiles to, and its cost",
    load: async () => (await import("./graph.ts")).graph,
  },
  {
    name: "head",
    summary: "small answers on frozen features, from a few labels",
    load: async () => (await import("./head.ts")).head,
  },
  {
    name: "info",
    summary: "what is inside a recording",
    load: async () => (await import("./info.ts")).info,
  },
  {
    name: "listen",
    summary: "show what a navigation module receives",
    load: async () => (await import("./listen.ts")).listen,
  },
  {
    name: "memory",
    summary: "what a learner remembers, how old, how redundant",
    load: async () => (await import("./memory.ts")).memory,
  },
  {
    name: "pretrain",
    summary: "train on a recording, as fast as it goes",
    load: async () => (await import("./pretrain.ts")).pretrain,
  },
  {
    name: "record",
    summary: "write live topics to an MCAP file",
    load: async () => (await import("./record.ts")).record,
  },
  {
    name: "replay",
    summary: "play a recording onto a transport",
    load: async () => (await import("./replay.ts")).replay,
  },
  {
    name: "run",
    summary: "the main job: ingest, learn, publish",
    load: async () => (await import("./run.ts")).run,
  },
  {
    name: "simulate",
    summary: "play the built-in world onto a transport",
    load: async () => (await import("./simulate.ts")).simulate,
  },
];
