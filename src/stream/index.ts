export { dropDisordered } from "./drop-disordered.ts";
export { dropOldest } from "./drop-oldest.ts";
export { latest } from "./latest.ts";
export { pairNearest } from "./pair-nearest.ts";
export { window } from "./window.ts";
