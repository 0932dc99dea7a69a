export { dropDisordered, type DropDisorderedOptions } from "./drop-disordered.ts";
export { dropOldest, type DropOldestOptions } from "./drop-oldest.ts";
export { latest } from "./latest.ts";
export type { OnDrop } from "./on-drop.ts";
export { pairNearest } from "./pair-nearest.ts";
export type { PairingOptions } from "./pairing.ts";
export { window, type WindowOptions } from "./window.ts";
