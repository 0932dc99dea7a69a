/** 256 colours, [256, 3]. */
export type ColourMap = Uint8Array;

type Colour = readonly [red: number, green: number, blue: number];

/**
 * Near is light, far is dark blue: stops of viridis, whose lightness rises evenly and which people who
 * see no red or green read as well.
 * @see Smith & van der Walt 2015, bids.github.io/colormap
 */
export const rangeColours = between([
  [253, 231, 37],
  [94, 201, 98],
  [33, 145, 140],
  [59, 82, 139],
  [68, 1, 84],
]);

/** Nothing is black, much is light: stops of inferno, of the same authors. */
export const errorColours = between([
  [0, 0, 4],
  [87, 16, 110],
  [188, 55, 84],
  [249, 142, 9],
  [252, 255, 164],
]);

/** Straight lines through the stops, evenly apart. */
function between(stops: readonly Colour[]): ColourMap {
  const colours = new Uint8Array(256 * 3);
  for (let value = 0; value < 256; value++) {
    const place = (value / 255) * (stops.length - 1);
    const first = Math.min(stops.length - 2, Math.floor(place));
    const part = place - first;
    for (let c = 0; c < 3; c++) {
      const mixed = stops[first]![c]! * (1 - part) + stops[first + 1]![c]! * part;
      colours[3 * value + c] = Math.round(mixed);
    }
  }
  return colours;
}
