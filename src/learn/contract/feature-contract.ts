import { fail } from "../../core/errors.ts";
import { isFiniteMatrix, matrixFromRows, rowOf, type Matrix } from "../../core/matrix.ts";
import { columnMeans, energyOf, minusRow } from "../../core/centre.ts";
import type { Sample } from "../../frames/sample.ts";
import { fitAlignment } from "./alignment.ts";
import { renewAnchors, type Anchor } from "./anchor.ts";
import { applyMap, identityMap, type LinearMap } from "./linear-map.ts";

/** What consumers may rely on: dimension, scale and basis of features, held by what they say of some frames. */
export interface FeatureContract {
  /** From 1. */
  readonly version: number;
  /** In order of time. */
  readonly anchors: readonly Anchor[];
  /** The way back to the contract before, while its time of grace lasts; `sinceMs` is given. */
  readonly before?: ContractBridge | undefined;
}

export interface ContractOptions {
  /** Most anchors. */
  readonly anchors: number;
  /** Part of the anchors that a promotion may replace by newer frames. */
  readonly renewed: number;
  /** A larger residual raises the version. */
  readonly maxResidual: number;
  /** How long features are also published under the contract before. */
  readonly graceS: number;
}

/** How an encoder stands to the contract that it answers under. */
export interface ContractStanding {
  readonly version: number;
  /** Part of the variance of left-out anchors that the alignment does not explain; 0 for a founder. */
  readonly residual: number;
  /** The same of the founder's own frames alone, fitted ones: how far the whole chain has drifted. */
  readonly drift: number;
  readonly anchors: number;
}

/** The way back from a contract to the one before it, for a time of grace. */
export interface ContractBridge {
  readonly version: number;
  /** Part of the variance under the old contract that the bridge does not explain. */
  readonly residual: number;
  /** From features under the new contract to features under the old one. */
  readonly map: LinearMap;
  /** When its grace began, ms since the Unix epoch; absent = with its first answer. */
  readonly sinceMs?: number | undefined;
}

/** An encoder brought under a contract. Plain data. */
export interface Aligned {
  /** The contract after this promotion; it counts once the encoder answers. */
  readonly contract: FeatureContract;
  readonly standing: ContractStanding;
  /** From the encoder's own features to those under the contract. */
  readonly map: LinearMap;
  /** Present where the version went up. */
  readonly bridge?: ContractBridge | undefined;
}

/** Fewer frames than this found no contract. */
const fewestAnchors = 16;
/** Part of the anchors that stay the founder's own for good. */
const founders = 0.5;

/**
 * Brings an encoder under `contract`, or founds the first where there is none. Where the anchors are not met
 * within `maxResidual` a new contract begins with the encoder as it is, and a bridge leads back.
 *
 * Undefined where there are fewer frames than `fewestAnchors` to found one on.
 *
 * @throws AppError FEATURES_NOT_FINITE
 * @param options.fresh frames of the memory, spread over its time
 * @param options.encode the encoder's own features, [n, D]
 * @param options.nowMs since the Unix epoch
 */
export async function bringUnderContract(options: {
  readonly contract: FeatureContract | undefined;
  readonly fresh: readonly Sample[];
  readonly encode: (samples: readonly Sample[]) => Promise<Matrix>;
  /** Columns of a cell. */
  readonly channels: number;
  readonly options: ContractOptions;
  readonly nowMs: number;
}): Promise<Aligned | undefined> {
  const { contract, encode, channels, nowMs } = options;
  const { anchors: capacity, renewed, maxResidual, graceS } = options.options;
  if (!contract) {
    const samples = options.fresh.slice(0, capacity);
    if (samples.length < fewestAnchors) return undefined;
    const features = await encode(samples);
    requireFinite(features);
    return found(1, samples, features);
  }
  const { anchors, version } = contract;
  const known = new Set(anchors.map(({ sample }) => sample.stampNs));
  const wanted = Math.max(capacity - anchors.length, Math.round(renewed * capacity));
  const fresh = spread(
    options.fresh.filter(({ stampNs }) => !known.has(stampNs)),
    wanted,
  );
  const samples = [...anchors.map(({ sample }) => sample), ...fresh];
  const features = await encode(samples);
  requireFinite(features);
  const own = firstRows(features, anchors.length);
  const to = matrixFromRows(anchors.map((anchor) => anchor.features));
  if (own.columns !== to.columns) return found(version + 1, samples, features);
  const { map, residual } = fitAlignment({ from: own, to, channels });
  if (residual > maxResidual) {
    const next = found(version + 1, samples.slice(-capacity), lastRows(features, capacity));
    const bridge = { version, residual, map };
    return {
      ...next,
      contract: { ...next.contract, before: { ...bridge, sinceMs: nowMs } },
      bridge,
    };
  }
  const aligned = applyMap(map, features);
  const generation = 1 + Math.max(...anchors.map((anchor) => anchor.generation));
  const newer = fresh.map((sample, i) => ({
    sample,
    features: Float32Array.from(rowOf(aligned, anchors.length + i)),
    generation,
  }));
  const standing = { version, residual, drift: driftOf(anchors, aligned), anchors: anchors.length };
  const { before } = contract;
  const isInGrace = before?.sinceMs !== undefined && nowMs - before.sinceMs < 1000 * graceS;
  return {
    contract: {
      version,
      anchors: renewAnchors(anchors, newer, { capacity, founders }),
      ...(isInGrace && { before }),
    },
    standing,
    map,
  };
}

function requireFinite(features: Matrix): void {
  if (!isFiniteMatrix(features)) fail("FEATURES_NOT_FINITE", features.rows);
}

/** A contract that is the encoder as it is. */
function found(version: number, samples: readonly Sample[], features: Matrix): Aligned {
  const anchors = samples
    .map((sample, i) => ({
      sample,
      features: Float32Array.from(rowOf(features, i)),
      generation: 0,
    }))
    .sort((a, b) => (a.sample.stampNs < b.sample.stampNs ? -1 : 1));
  return {
    contract: { version, anchors },
    standing: { version, residual: 0, drift: 0, anchors: anchors.length },
    map: identityMap(features.columns),
  };
}

/** Part of the variance of the founder's own answers that is missing in `aligned`, row by row. */
function driftOf(anchors: readonly Anchor[], aligned: Matrix): number {
  const rows = [...anchors.keys()].filter((i) => anchors[i]!.generation === 0);
  const founded = matrixFromRows(rows.map((i) => anchors[i]!.features));
  const total = energyOf(minusRow(founded, columnMeans(founded)));
  const missing = rows.reduce((sum, i, r) => {
    const [now, then] = [rowOf(aligned, i), rowOf(founded, r)];
    return sum + now.reduce((own, value, c) => own + (value - then[c]!) ** 2, 0);
  }, 0);
  return total > 0 ? missing / total : 0;
}

function spread(samples: readonly Sample[], count: number): readonly Sample[] {
  if (samples.length <= count) return samples;
  return Array.from(
    { length: count },
    (_, i) => samples[Math.floor((i * samples.length) / count)]!,
  );
}

function firstRows({ columns, data }: Matrix, rows: number): Matrix {
  return { rows, columns, data: data.slice(0, rows * columns) };
}

function lastRows({ rows, columns, data }: Matrix, count: number): Matrix {
  const kept = Math.min(rows, count);
  return { rows: kept, columns, data: data.slice((rows - kept) * columns) };
}
