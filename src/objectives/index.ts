import { defineRegistry } from "../core/registry.ts";
import { barlowTwins } from "./barlow-twins.ts";
import { byol } from "./byol.ts";
import { colourisation } from "./colourisation.ts";
import { infoNce } from "./info-nce.ts";
import { mae } from "./mae.ts";
import { moco } from "./moco.ts";
import { nextFeature } from "./next-feature.ts";
import { nextFrame } from "./next-frame.ts";
import { sigreg } from "./sigreg.ts";
import { simSiam } from "./sim-siam.ts";
import { swav } from "./swav.ts";
import { temporalGap } from "./temporal-gap.ts";
import { temporalOrder } from "./temporal-order.ts";
import { vicreg } from "./vicreg.ts";

/** Every objective there is. The name is the config's value and the file's name. */
export const objectives = defineRegistry("objective", [
  barlowTwins,
  byol,
  colourisation,
  infoNce,
  mae,
  moco,
  nextFeature,
  nextFrame,
  sigreg,
  simSiam,
  swav,
  temporalGap,
  temporalOrder,
  vicreg,
]);
