import { spawn, type ChildProcess } from "node:child_process";
import { createInterface } from "node:readline";
import { z } from "zod";
import { appError, fail } from "../core/errors.ts";

const answerSchema = z.union([
  z.strictObject({ error: z.string() }),
  z.strictObject({ result: z.unknown() }),
]);

/** The last lines of standard error that are kept for the message of a failure. */
const keptLines = 20;

/**
 * A child process that is asked in lines of JSON and answers each with one: `{"result": …}` or
 * `{"error": "…"}`. Lines on its standard output that are no such object are passed over.
 */
export class LineProcess {
  readonly #name: string;
  readonly #child: ChildProcess;
  readonly #exited: Promise<void>;
  readonly #stderr: string[] = [];
  #waiting: { resolve: (result: unknown) => void; reject: (error: unknown) => void } | undefined;
  #end: string | undefined;

  /** @param options.name what the process is called in messages */
  constructor(options: {
    readonly name: string;
    readonly command: string;
    readonly args: readonly string[];
    readonly env?: Readonly<Record<string, string>> | undefined;
    readonly signal: AbortSignal;
  }) {
    const { name, command, args, env, signal } = options;
    this.#name = name;
    this.#child = spawn(command, [...args], {
      env: { ...process.env, ...env },
      stdio: ["pipe", "pipe", "pipe"],
      signal,
      killSignal: "SIGKILL",
    });
    this.#exited = new Promise((resolve) => {
      this.#child.on("error", (error) => {
        this.#endWith(error.message);
        resolve();
      });
      this.#child.on("close", (code, by) => {
        this.#endWith(`it ended with ${by ?? `exit code ${code}`}`);
        resolve();
      });
    });
    // Writing to one that has just died is told by its end, too.
    this.#child.stdin?.on("error", () => undefined);
    createInterface({ input: this.#child.stdout! }).on("line", (line) => {
      this.#take(line);
    });
    createInterface({ input: this.#child.stderr! }).on("line", (line) => {
      this.#stderr.push(line);
      if (this.#stderr.length > keptLines) this.#stderr.shift();
    });
  }

  /**
   * Asks and waits. One question at a time.
   * @throws AppError BENCH_PEER_FAILED in the process's own words, or when it is gone
   */
  async ask<S extends z.ZodType>(schema: S, request: object): Promise<z.output<S>> {
    const result = await new Promise<unknown>((resolve, reject) => {
      this.#waiting = { resolve, reject };
      if (this.#end === undefined) this.#child.stdin!.write(`${JSON.stringify(request)}\n`);
      else this.#reject(this.#end);
    });
    const parsed = schema.safeParse(result);
    if (!parsed.success) fail("BENCH_PEER_FAILED", this.#name, z.prettifyError(parsed.error));
    return parsed.data;
  }

  /** Ends the process: closes its input, and kills it when it does not go. Safe to call twice. */
  async close(): Promise<void> {
    this.#child.stdin?.end();
    const late = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    await this.#exited;
    clearTimeout(late);
  }

  #take(line: string): void {
    const answer = answerOf(line);
    if (answer === undefined) return;
    if ("error" in answer) {
      this.#reject(answer.error);
      return;
    }
    this.#waiting?.resolve(answer.result);
    this.#waiting = undefined;
  }

  #endWith(words: string): void {
    this.#end ??= [words, ...this.#stderr.slice(-3)].join("; ");
    this.#reject(this.#end);
  }

  #reject(words: string): void {
    this.#waiting?.reject(appError("BENCH_PEER_FAILED", [this.#name, words]));
    this.#waiting = undefined;
  }
}

function answerOf(line: string): z.output<typeof answerSchema> | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}
