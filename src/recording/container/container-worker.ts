import { parentPort, workerData } from "node:worker_threads";
import { AppError } from "../../core/errors.ts";
import { boundExternalMemory } from "../../core/external-memory.ts";
import type { RecordedMessage } from "../recording.ts";
import {
  openContainer,
  type ContainerSummary,
  type OpenContainer,
  type ReadRange,
} from "./open-container.ts";
import { openSources, type ContainerPart } from "./open-sources.ts";

/** What the thread is started with. */
export interface ContainerWorkerData {
  readonly parts: readonly ContainerPart[];
  readonly withLabels: boolean;
  readonly isThorough: boolean;
}

/** From the main thread. `next` asks for one batch; a read that is not asked on holds nothing. */
export type ContainerRequest =
  | { readonly kind: "read"; readonly read: number; readonly range: ReadRange }
  | { readonly kind: "next"; readonly read: number }
  | { readonly kind: "stop"; readonly read: number };

/** To the main thread: `opened` or `failed` once, then a batch a `next`. */
export type ContainerReply =
  | { readonly kind: "opened"; readonly summary: ContainerSummary }
  | { readonly kind: "failed"; readonly code: string | undefined; readonly message: string }
  | {
      readonly kind: "batch";
      readonly read: number;
      readonly messages: readonly RecordedMessage[];
      readonly damage: readonly string[];
      readonly isLast: boolean;
    };

/** A batch ends at whichever comes first, so that small messages cross in crowds and large ones alone. */
const batchBytes = 2 * 1024 * 1024;
const batchMessages = 64;
const batchDamage = 256;

function serve(port: NonNullable<typeof parentPort>, container: OpenContainer): void {
  const reads = new Map<number, ReturnType<OpenContainer["read"]>>();
  const reply = (message: ContainerReply, transfer: ArrayBuffer[] = []) => {
    port.postMessage(message, transfer);
  };
  const answer = (read: number): void => {
    const frames = reads.get(read);
    const messages: RecordedMessage[] = [];
    const damage: string[] = [];
    let bytes = 0;
    let isLast = frames === undefined;
    while (
      frames &&
      bytes < batchBytes &&
      messages.length < batchMessages &&
      damage.length < batchDamage
    ) {
      const turn = frames.next();
      if (turn.done === true) {
        isLast = true;
        reads.delete(read);
        break;
      }
      if (typeof turn.value === "string") damage.push(turn.value);
      else {
        messages.push(turn.value);
        bytes += turn.value.payload.length;
      }
    }
    const transfer = messages.map(({ payload }) => payload.buffer as ArrayBuffer);
    reply({ kind: "batch", read, messages, damage, isLast }, transfer);
  };
  port.on("message", (request: ContainerRequest) => {
    if (request.kind === "read") reads.set(request.read, container.read(request.range));
    else if (request.kind === "next") answer(request.read);
    else reads.delete(request.read);
  });
  reply({ kind: "opened", summary: container.summary });
}

async function start(
  port: NonNullable<typeof parentPort>,
  data: ContainerWorkerData,
): Promise<void> {
  try {
    serve(port, openContainer(await openSources(data.parts), data));
  } catch (error) {
    const isOurs = error instanceof AppError;
    const message = error instanceof Error ? error.message : String(error);
    const reply: ContainerReply = {
      kind: "failed",
      code: isOurs ? error.code : undefined,
      message: isOurs ? message.replace(` [${error.code}]`, "") : message,
    };
    port.postMessage(reply);
    port.close();
  }
}

if (parentPort !== null) {
  boundExternalMemory();
  await start(parentPort, workerData as ContainerWorkerData);
}
