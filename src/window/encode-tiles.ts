import sharp from "sharp";
import type { Picture } from "../frames/picture.ts";
import { errorColours, rangeColours, type ColourMap } from "./colour-map.ts";

/** A picture and how its one channel, if it has one, is coloured. */
export interface Tile {
  readonly picture: Picture;
  readonly isError?: boolean | undefined;
}

const quality = 60;

/**
 * Pictures of one size above one another, as one WebP. Cells of a scan without a return are transparent.
 * Off the event loop, but for the copying.
 *
 * @param options.widestPx a wider picture is made narrower
 */
export async function encodeTiles(
  tiles: readonly Tile[],
  options: { readonly widestPx: number },
): Promise<Uint8Array> {
  const { width, height } = tiles[0]!.picture;
  const tileBytes = width * height * 4;
  const pixels = new Uint8Array(tiles.length * tileBytes);
  tiles.forEach((tile, i) => {
    writeRgba(tile, pixels.subarray(i * tileBytes, (i + 1) * tileBytes));
  });
  const image = sharp(pixels, { raw: { width, height: tiles.length * height, channels: 4 } });
  const small = width > options.widestPx ? image.resize({ width: options.widestPx }) : image;
  return new Uint8Array(await small.webp({ quality, effort: 2 }).toBuffer());
}

function writeRgba({ picture, isError = false }: Tile, out: Uint8Array): void {
  const { pixels, channels } = picture;
  const colours: ColourMap = isError ? errorColours : rangeColours;
  for (let i = 0, to = 0; to < out.length; i++, to += 4) {
    const value = pixels[i]!;
    const source = channels === 3 ? pixels : colours;
    const from = channels === 3 ? 3 * i : 3 * value;
    out[to] = source[from]!;
    out[to + 1] = source[from + 1]!;
    out[to + 2] = source[from + 2]!;
    out[to + 3] = channels === 1 && value === 0 && !isError ? 0 : 255;
  }
}
