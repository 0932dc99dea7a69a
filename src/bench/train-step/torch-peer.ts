import { fileURLToPath } from "node:url";
import { z } from "zod";
import { AppError, failFrom } from "../../core/errors.ts";
import { LineProcess } from "../line-process.ts";

const versionsSchema = z.strictObject({
  python: z.string(),
  torch: z.string(),
  /** Which libraries do its arithmetic, and the widest instructions they use. */
  libraries: z.string(),
});

/** A PyTorch process that answers, and what it is made of. */
export interface TorchPeer {
  readonly process: LineProcess;
  readonly versions: z.output<typeof versionsSchema>;
}

/** The folder that holds the Python package `torch_peer`, seen from src/ and from dist/ alike. */
const packageFolder = fileURLToPath(new URL("../../../bench", import.meta.url));

/**
 * Starts the PyTorch side.
 *
 * @param python an interpreter that has torch and numpy
 * @throws AppError BENCH_PEER_MISSING with what it said, and how to get one
 */
export async function openTorchPeer(python: string, signal: AbortSignal): Promise<TorchPeer> {
  const process = new LineProcess({
    name: "PyTorch",
    command: python,
    args: ["-m", "torch_peer"],
    env: { PYTHONPATH: packageFolder, PYTHONDONTWRITEBYTECODE: "1" },
    signal,
  });
  try {
    return { process, versions: await process.ask(versionsSchema, { do: "hello" }) };
  } catch (error) {
    await process.close();
    if (!(error instanceof AppError)) throw error;
    return failFrom(error, "BENCH_PEER_MISSING", python, error.message);
  }
}
