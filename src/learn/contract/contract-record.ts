import { z } from "zod";
import type { Sample } from "../../frames/sample.ts";
import type { HostTensor, NamedTensors } from "../../runtime/engine.ts";
import type { Aligned, ContractStanding, FeatureContract } from "./feature-contract.ts";
import { mapOfTensors, tensorsOfMap, type LinearMap } from "./linear-map.ts";

const count = z.int().nonnegative();

/** What a checkpoint's manifest says of the contract that its encoder answers under. */
const record = z.object({
  contract: z.strictObject({
    standing: z.strictObject({
      version: z.int().min(1),
      residual: z.number(),
      drift: z.number(),
      anchors: count,
    }),
    layout: z.strictObject({ height: count, width: count, channels: count }),
    dtype: z.enum(["uint8", "uint16"]),
    anchors: z.array(
      z.strictObject({ stampNs: z.string().regex(/^-?\d{1,19}$/), generation: count }),
    ),
    /** The way back to the contract before, and since when it is used. */
    before: z
      .strictObject({ version: z.int().min(1), residual: z.number(), sinceMs: z.number() })
      .optional(),
  }),
});

const pixelsName = "contract/anchor-pixels";
const featuresName = "contract/anchor-features";
const beforeNames = { matrix: "contract/before-matrix", offset: "contract/before-offset" };

/** A contract as a checkpoint keeps it: tensors beside the state, and what its manifest says. */
export interface ContractRecord {
  readonly tensors: NamedTensors;
  /** JSON. */
  readonly extra: unknown;
}

/** A contract as a checkpoint gave it back. */
export interface KeptContract {
  readonly contract: FeatureContract;
  readonly standing: ContractStanding;
  readonly map: LinearMap;
}

/** The contract, its anchors and the encoder's way to it. Copies the frames. */
export function recordOfContract({ contract, standing, map }: Aligned): ContractRecord {
  const { anchors, before } = contract;
  const [{ sample, features } = anchors[0]!] = anchors;
  const { layout, pixels } = sample;
  const bytes = new Uint8Array(anchors.length * pixels.byteLength);
  const rows = new Float32Array(anchors.length * features.length);
  anchors.forEach((anchor, i) => {
    const own = anchor.sample.pixels;
    bytes.set(new Uint8Array(own.buffer, own.byteOffset, own.byteLength), i * own.byteLength);
    rows.set(anchor.features, i * features.length);
  });
  const pixelTensor: HostTensor = {
    dtype: "uint8",
    shape: [anchors.length, pixels.byteLength],
    data: bytes,
  };
  const featureTensor: HostTensor = {
    dtype: "float32",
    shape: [anchors.length, features.length],
    data: rows,
  };
  return {
    tensors: {
      ...tensorsOfMap(map),
      ...(before && tensorsOfMap(before.map, beforeNames)),
      [pixelsName]: pixelTensor,
      [featuresName]: featureTensor,
    },
    extra: {
      contract: {
        standing,
        layout,
        dtype: pixels instanceof Uint16Array ? "uint16" : "uint8",
        ...(before && {
          before: { version: before.version, residual: before.residual, sinceMs: before.sinceMs },
        }),
        anchors: anchors.map((anchor) => ({
          stampNs: anchor.sample.stampNs.toString(),
          generation: anchor.generation,
        })),
      },
    },
  };
}

/** The contract of a checkpoint whose hashes were checked; undefined where it has none, or none that fits together. */
export function readContract(
  sensor: string,
  { extra, state }: { readonly extra: unknown; readonly state: NamedTensors },
): KeptContract | undefined {
  const parsed = record.safeParse(extra);
  const map = mapOfTensors(state);
  const pixels = state[pixelsName]?.data;
  const features = state[featuresName]?.data;
  if (!parsed.success || !map) return undefined;
  if (!(pixels instanceof Uint8Array) || !(features instanceof Float32Array)) return undefined;
  const { standing, layout, dtype, anchors, before } = parsed.data.contract;
  const back = mapOfTensors(state, beforeNames);
  const dimension = map.offset.length;
  const frameBytes = layout.height * layout.width * layout.channels * (dtype === "uint16" ? 2 : 1);
  const isWhole =
    anchors.length > 0 &&
    pixels.length === anchors.length * frameBytes &&
    features.length === anchors.length * dimension;
  if (!isWhole) return undefined;
  const contract = {
    version: standing.version,
    ...(before && back?.offset.length === dimension && { before: { ...before, map: back } }),
    anchors: anchors.map(({ stampNs, generation }, i) => {
      const bytes = pixels.slice(i * frameBytes, (i + 1) * frameBytes);
      const sample: Sample = {
        sensor,
        stampNs: BigInt(stampNs),
        arrivalMs: 0,
        layout,
        pixels: dtype === "uint16" ? new Uint16Array(bytes.buffer) : bytes,
      };
      return { sample, features: features.slice(i * dimension, (i + 1) * dimension), generation };
    }),
  };
  return { contract, standing, map };
}
