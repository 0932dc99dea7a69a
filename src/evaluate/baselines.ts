import type { Matrix } from "../core/matrix.ts";
import { matrixFromRows } from "../core/matrix.ts";
import type { Sample } from "../frames/sample.ts";
import { thinEvenly } from "./nearest.ts";
import { fitPca } from "./pca.ts";
import type { ThumbnailFormat } from "./thumbnail.ts";
import { isLidar, thumbnail } from "./thumbnail.ts";

/** What anyone would try first: 24 × 16 grey for a camera, 32 × 8 log-ranges for a lidar. */
const thumbnailFormats = {
  camera: { rows: 16, columns: 24, isColour: false },
  lidar: { rows: 8, columns: 32, isColour: false },
} satisfies Record<string, ThumbnailFormat>;

/**
 * What the principal components are taken of. In colour, because colour more than doubles what
 * pixels tell (r² 0.36 against 0.15 for the steering of a small car): the baseline to beat is the
 * strong one.
 */
const pcaFormats = {
  camera: { rows: 16, columns: 24, isColour: true },
  lidar: { rows: 16, columns: 64, isColour: false },
} satisfies Record<string, ThumbnailFormat>;

/** Consecutive frames are nearly the same: more of them move no component and cost a second each. */
const maxPcaRows = 2000;

/** Features that learned nothing, or only linearly, of the frames added so far, a row a frame. */
export interface PixelBaselines {
  /** Adds a frame; keeps only its thumbnails. All frames are of one sensor. */
  add(sample: Sample): void;
  /**
   * `pca` is 128 whitened components, fitted on the rows `fit` only.
   *
   * Shapes: thumbnail [n, 384] or [n, 256], pca [n, ≤ 128].
   */
  matrices(fit: readonly number[]): { readonly thumbnail: Matrix; readonly pca: Matrix };
}

/** Starts without a frame. */
export function createPixelBaselines(): PixelBaselines {
  const thumbnails: Float64Array[] = [];
  const pcaInputs: Float64Array[] = [];
  return {
    add: (sample) => {
      const modality = isLidar(sample) ? "lidar" : "camera";
      thumbnails.push(thumbnail(sample, thumbnailFormats[modality]));
      pcaInputs.push(thumbnail(sample, pcaFormats[modality]));
    },
    matrices: (fit) => {
      const input = matrixFromRows(pcaInputs);
      const pca = fitPca({ matrix: input, rows: thinEvenly(fit, maxPcaRows) });
      return { thumbnail: matrixFromRows(thumbnails), pca: pca.apply(input) };
    },
  };
}
