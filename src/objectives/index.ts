import { defineRegistry } from "../core/registry.ts";
import { barlowTwins } from "./barlow-twins.ts";
import { byol } from "./byol.ts";
import { infoNce } from "./info-nce.ts";
import { moco } from "./moco.ts";
import { nextFrame } from "./next-frame.ts";
import { sigreg } from "./sigreg.ts";
import { simSiam } from "./sim-siam.ts";
import { vicreg } from "./vicreg.ts";

/** Every objective there is. The name is the config's value and the file's name. */
export const objectives = defineRegistry("objective", [
  barlowTwins,
  byol,
  infoNce,
  moco,
  nextFrame,
  sigreg,
  simSiam,
  vicreg,
]);
